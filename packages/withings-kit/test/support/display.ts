import { spawn } from "node:child_process";
import { once } from "node:events";

/** A display on which windows can be shown. */
export interface Display {
  /** The value of the environment variable `DISPLAY`. */
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** The display of this machine, or else one that nobody sees. */
export async function startDisplay(): Promise<Display> {
  const { DISPLAY: present } = process.env;
  if (present !== undefined && present !== "") return { name: present, stop: () => Promise.resolve() };
  // Without -noreset it starts anew when its last window closes, and refuses the next one meanwhile.
  const settings = ["-noreset", "-nolisten", "tcp", "-screen", "0", "1280x900x24"];
  const xvfb = spawn("Xvfb", ["-displayfd", "1", ...settings], { stdio: ["ignore", "pipe", "ignore"] });
  const failed = once(xvfb, "error").then(() => {
    throw new Error("There is no DISPLAY and no Xvfb to make one. Install the package xvfb, or set DISPLAY.");
  });
  const number = once(xvfb.stdout, "data").then(([data]) => String(data).trim());
  const name = await Promise.race([failed, number]);
  failed.catch(() => undefined);
  return {
    name: `:${name}`,
    stop: async () => {
      const exited = once(xvfb, "exit");
      xvfb.kill();
      await exited;
    },
  };
}
