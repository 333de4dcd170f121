import { expect, test } from "vitest";
import { createSandbox } from "withings-sandbox";

test("timers have their turn while a program asks again and again", async () => {
  const sandbox = createSandbox();
  const rang: string[] = [];
  setTimeout(() => rang.push("a timer"), 20);
  const end = performance.now() + 2_000;
  while (rang.length === 0 && performance.now() < end) await sandbox.fetch(sandbox.cloud.apiUrl);
  expect(rang).toEqual(["a timer"]);
});

test("a signal that is over by time ends a request within such a program", async () => {
  const sandbox = createSandbox();
  const signal = AbortSignal.timeout(20);
  const asking = async (): Promise<void> => {
    const end = performance.now() + 2_000;
    while (performance.now() < end) await sandbox.fetch(sandbox.cloud.apiUrl, { signal });
  };
  await expect(asking()).rejects.toMatchObject({ name: "TimeoutError" });
});
