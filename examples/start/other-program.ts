// A program that runs while, or after, the first one does: it knows the application, the folder and the person, and nothing else. Started
// by other-programs.ts, which tells it when to go.
import { connectionOf, freshUntil, openConnections, readDevices } from "./calls.ts";
import type { OtherProgramOrder, OtherProgramReport } from "./other-programs.ts";

const receive = (): Promise<unknown> => new Promise((resolve) => process.once("message", resolve));

const order = (await receive()) as OtherProgramOrder;
const { application, directory, userID, clockAheadMs, task } = order;
const clock = (): number => Date.now() + clockAheadMs;
const withings = openConnections({ ...application, clock }, directory);
const connection = await connectionOf(withings, userID);
const started = receive();
process.send?.("ready");
await started;

const report = async (): Promise<OtherProgramReport> => {
  const start = performance.now();
  if (task === "read") {
    const devices = await readDevices(connection, AbortSignal.timeout(30_000));
    const { connectedAt } = await connection.status();
    return { devices: devices.length, connectedAt: connectedAt.getTime(), tookMs: performance.now() - start };
  }
  const expiresAt = await freshUntil(connection);
  return { expiresAt: expiresAt.getTime(), tookMs: performance.now() - start };
};
process.send?.(await report(), () => {
  process.disconnect();
});
