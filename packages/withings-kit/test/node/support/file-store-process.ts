// A program with a store, to be run in a process of its own. It prints what happens, line by line.
import { once } from "node:events";
import { fileStore } from "withings-kit/node";
import { contend } from "withings-kit/store-conformance";

const [command = "", directory = "", key = "", argument = ""] = process.argv.slice(2);
const user = Number(process.env["STORE_USER"] ?? process.geteuid?.());
if (user !== process.geteuid?.()) process.seteuid?.(user);
const store = fileStore({ directory, onWarning: () => undefined });

function print(line: number | string | undefined): void {
  process.stdout.write(`${line ?? "lost"}\n`);
}

function waitForever(): void {
  setInterval(() => undefined, 60_000);
}

try {
  switch (command) {
    // Counts up, so often, in what all of them store.
    case "count": {
      for (let left = Number(argument); left > 0;) {
        const { generation: expected, value = "0" } = await store.read(key);
        const generation = await store.compareAndSwap(key, { expected, value: String(Number(value) + 1) });
        if (generation === undefined) continue;
        left -= 1;
        print(generation);
      }
      break;
    }
    // Writes without an end, and tells what is stored for certain.
    case "write": {
      for (;;) {
        const { generation: expected } = await store.read(key);
        const text = `${process.pid}.${expected} `;
        const value = text + text.repeat(100);
        const generation = await store.compareAndSwap(key, { expected, value });
        if (generation !== undefined) print(generation);
      }
    }
    // Deletes and writes again without an end.
    case "renew": {
      for (;;) {
        const { generation: expected, value } = await store.read(key);
        const changed =
          value === undefined
            ? await store.compareAndSwap(key, { expected, value: argument })
            : await store.delete(key, { expected });
        if (changed !== undefined && changed !== false) print(expected + 1);
      }
    }
    case "swap": {
      const [expected = "", value = ""] = argument.split(":");
      print(await store.compareAndSwap(key, { expected: Number(expected), value }));
      break;
    }
    case "delete": {
      print(String(await store.delete(key, { expected: Number(argument) })));
      break;
    }
    case "read": {
      print(JSON.stringify(await store.read(key)));
      break;
    }
    case "read-twice": {
      await store.read(key);
      print(JSON.stringify(await store.read(key)));
      break;
    }
    case "contend": {
      print(JSON.stringify(await contend(store, { key, contenders: Number(argument), rounds: 15 })));
      break;
    }
    // Takes the lease and keeps it until it is told to let go, or for ever.
    case "lease": {
      const lease = await store.lease(key, { ttlMs: Number(argument) });
      print(lease ? "held" : "lost");
      if (!lease) break;
      waitForever();
      await once(process.stdin, "data");
      await lease.release();
      print("released");
      process.exit();
    }
  }
} catch (error) {
  print(JSON.stringify(error instanceof Error ? Object.assign({ message: error.message }, error) : error));
}
process.stdin.destroy();
