// Loaded before a program with a store: makes calls of node:fs/promises fail, wait, or tell that they are made. FAULTS holds
// call:what, separated by spaces; a call is a function of the module or a method of its file handles. What is:
//   a system's error code   the call fails with it
//   the same with -later    all calls but the first fail with it
//   wait                    the program prints the call, and goes on with it when it gets a line
//   after                   the same, after the call
//   tell                    the program prints the call
import { once } from "node:events";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type Call = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const handle = await fs.promises.open("/", "r");
const methods = Object.getPrototypeOf(handle) as Record<string, Call>;
await handle.close();
const functions = fs.promises as unknown as Record<string, Call>;

function changed(name: string, call: Call, what: string): Call {
  const stop = async (): Promise<void> => {
    process.stdout.write(`${name}\n`);
    await once(process.stdin, "data");
    process.stdin.pause();
  };
  let calls = 0;
  return async function (this: unknown, ...args) {
    const [, code, later] = /^(E[A-Z]+)(-later)?$/.exec(what) ?? [];
    if (code !== undefined && (calls++ > 0 || later === undefined))
      throw Object.assign(new Error(`${code}: made up, ${name}`), { code, syscall: name });
    if (what === "tell") process.stdout.write(`${name}\n`);
    if (what === "wait") await stop();
    const result = await call.apply(this, args);
    if (what === "after") await stop();
    return result;
  };
}

for (const fault of (process.env["FAULTS"] ?? "").split(" ")) {
  const [name = "", what = ""] = fault.split(":");
  for (const owner of [functions, methods]) {
    const call = owner[name];
    if (call) owner[name] = changed(name, call, what);
  }
}
syncBuiltinESMExports();
