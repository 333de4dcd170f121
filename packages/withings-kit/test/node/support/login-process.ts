// A program that waits for a login in the system browser, to be run in a process of its own. It says what happens on standard output.
import { systemBrowser } from "withings-kit/node";

const [redirectUri = "", state = "", abortAfterMs = ""] = process.argv.slice(2);
const controller = new AbortController();
if (abortAfterMs !== "")
  setTimeout(() => {
    controller.abort();
  }, Number(abortAfterMs));

const listenersBefore = process.eventNames().length;

process.stdout.write("starting\n");
try {
  const result = await systemBrowser({ openBrowser: process.env["BROWSER"] !== undefined }).open({
    url: `https://account.example/authorize?state=${state}`,
    redirectUri,
    callbackUrlScheme: "http",
    signal: controller.signal,
    whyIgnored: (url) => (url.includes(state) ? undefined : "state_wrong"),
    offer: async (url) => {
      if (!url.includes(state)) return { type: "ignored", reason: "state_wrong" };
      return await Promise.resolve({ type: "connected", userID: "36312345" });
    },
  });
  process.stdout.write(`ended: ${result.type}\n`);
} catch (error) {
  process.stdout.write(`ended: ${error instanceof Error ? error.name : "unknown"}\n`);
}
// A closed socket is given back in one of the next turns of the event loop.
await new Promise((resolve) => setTimeout(resolve, 50));
const left = process.getActiveResourcesInfo().filter((type) => /TCP|Timeout|Process/.test(type));
const listeners = process.stdin.listenerCount("data") + process.eventNames().length - listenersBefore;
process.stdout.write(`left: ${left.join()} ${listeners} listeners\n`);
