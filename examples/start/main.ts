// What npm start runs: a person connects their account, and the connection stays: for later programs, for several at once. At a sandbox on
// this machine, or at the real Withings where its credentials are set.
import { ReauthorizationRequired } from "withings-kit";
import { listenForInterruption } from "./interruption.ts";
import { browserOpens, expectWindowPossible, whatIsMissing } from "./login-way.ts";
import { tellSandboxStory } from "./sandbox-story.ts";
import { help, readSettings } from "./settings.ts";
import { createTerminal } from "./terminal.ts";
import { tellWithingsStory } from "./withings-story.ts";

const { signal, exitCode } = listenForInterruption();

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.help) {
    process.stdout.write(help);
    return;
  }
  const place = { environment: process.env, platform: process.platform };
  if (settings.way === "window") expectWindowPossible(place);
  const missing = whatIsMissing({ ...place, terminal: process.stdin.isTTY && process.stdout.isTTY });
  const terminal = createTerminal(process.stdout);
  const stage = { terminal, signal, missing, browserOpens: browserOpens(place) };
  if (settings.withings === undefined)
    await tellSandboxStory(
      { ...stage, way: settings.way ?? (missing === undefined ? "browser" : "visitor") },
      settings.ignored,
    );
  else await tellWithingsStory({ ...stage, way: settings.way ?? "browser" }, settings.withings);
}

try {
  await main();
} catch (error) {
  if (exitCode() === undefined) {
    const advice = ReauthorizationRequired.isInstance(error)
      ? " Run npm start again: it will show the login."
      : "";
    createTerminal(process.stderr).say(
      `Stopped: ${error instanceof Error ? error.message : String(error)}${advice}`,
    );
    process.exitCode = 1;
  }
}
const interrupted = exitCode();
if (interrupted !== undefined) {
  createTerminal(process.stderr).say("Stopped. Nothing is left running.");
  process.exitCode = interrupted;
}
