/** Clears up at once. `signal` is the one that ends the process, where it is one. */
type ClearUp = (signal?: NodeJS.Signals) => void;

const clearUps = new Set<ClearUp>();
const signals: readonly NodeJS.Signals[] =
  process.platform === "win32"
    ? ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Clears up when the process ends otherwise than by itself: by a signal, `process.exit`, or an exception that nobody caught.
 *
 * @returns forgets it again
 */
export function atProcessEnd(clearUp: ClearUp): () => void {
  if (clearUps.size === 0) listen();
  clearUps.add(clearUp);
  return () => {
    if (clearUps.delete(clearUp) && clearUps.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", onExit);
  // Before the others: some of them (signal-exit) end the process only where nobody else listens.
  for (const signal of signals) process.prependListener(signal, onSignal);
}

function stopListening(): void {
  process.off("exit", onExit);
  for (const signal of signals) process.off(signal, onSignal);
}

function onExit(): void {
  for (const clearUp of clearUps) clearUp();
}

function onSignal(signal: NodeJS.Signals): void {
  stopListening();
  for (const clearUp of clearUps) clearUp(signal);
  clearUps.clear();
  // Listening for a signal keeps it from ending the process. If nobody else does, it does now what it was sent for.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
