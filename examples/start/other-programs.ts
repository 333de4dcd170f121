import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Application } from "./calls.ts";

/** What another program is to do. It gets it over a pipe: arguments can be seen by everybody on the machine. */
export interface OtherProgramOrder {
  readonly application: Pick<Application, "clientID" | "clientSecret" | "redirectUri" | "cloud">;
  readonly directory: string | undefined;
  readonly userID: string;
  /** What the sandbox's clock is ahead of the machine's. */
  readonly clockAheadMs: number;
  /** `read` asks for the devices, `refresh` for fresh credentials. */
  readonly task: "read" | "refresh";
}

/** What it says at its end. */
export interface OtherProgramReport {
  readonly devices?: number;
  readonly connectedAt?: number;
  readonly expiresAt?: number;
  readonly tookMs: number;
}

/** Runs other programs: they start, wait for each other, and go at one moment. */
export async function runOtherPrograms(
  count: number,
  { order, signal }: { readonly order: OtherProgramOrder; readonly signal: AbortSignal },
): Promise<readonly OtherProgramReport[]> {
  const file = fileURLToPath(new URL("other-program.ts", import.meta.url));
  const programs = Array.from({ length: count }, () => fork(file, { signal, stdio: "inherit" }));
  await Promise.all(
    programs.map(async (program) => {
      program.send(order);
      await message(program);
    }),
  );
  return Promise.all(
    programs.map(async (program) => {
      const ended = once(program, "exit");
      program.send("go");
      const report = (await message(program)) as OtherProgramReport;
      await ended;
      return report;
    }),
  );
}

function message(program: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    program.once("message", resolve);
    program.once("error", reject);
    program.once("exit", (code) => {
      reject(new Error(`The other program ended with the exit code ${String(code)} and said nothing.`));
    });
  });
}
