// A program that encrypts with a key that it makes where there is none, to be run in several processes at once. It stores one connection,
// and tells what it can read of all.
import { encrypted } from "withings-kit";
import { fileStore, keyFile, keyringKey } from "withings-kit/node";
import { folderKeyring } from "./fake-keyring.ts";

const [source = "", directory = "", keys = "", name = ""] = process.argv.slice(2);
const key = source === "file" ? keyFile({ path: keys }) : keyringKey({ keyring: folderKeyring(keys) });
const store = encrypted(fileStore({ directory, onWarning: () => undefined }), key);

// All begin when the last of them stands ready.
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  void run();
});

async function run(): Promise<void> {
  const { generation: expected } = await store.read(name);
  await store.compareAndSwap(name, { expected, value: `stored by ${name}` });
  for await (const { value, unreadable } of store.list("")) {
    if (unreadable) throw unreadable;
    if (!value.startsWith("stored by")) throw new Error("Something else was stored.");
  }
  process.stdout.write("done\n");
  process.stdin.pause();
}
