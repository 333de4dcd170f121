import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";

test("codes and nonces that expired leave, however many there were", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  for (let turn = 0; turn < 3000; turn++) {
    sandbox.issueCode({ scopes: ["user.info"] });
    await api.nonce();
    sandbox.clock.advance({ minutes: 1 });
  }
  // Those of the last half hour, and at most as many again as come in between two sweeps.
  expect(sandbox.held.codes).toBeLessThanOrEqual(1100);
  expect(sandbox.held.nonces).toBeLessThanOrEqual(1100);
});

test("where nothing expires, the oldest leave", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  sandbox.clock.stop();
  const [oldest = "", ...others] = Array.from({ length: 250_000 }, () =>
    sandbox.issueCode({ scopes: ["user.info"] }),
  );
  expect(sandbox.held.codes).toBeLessThanOrEqual(200_000);
  expect((await api.exchange(oldest)).status).toBe(503);
  expect((await api.exchange(others.at(-1) ?? "")).status).toBe(0);
});

test("browsers that never came back leave, and so do old requests in the log", async () => {
  const sandbox = patientSandbox();
  for (let turn = 0; turn < 3000; turn++) {
    await sandbox.fetch(`${sandbox.cloud.accountUrl}/login`);
    sandbox.clock.advance({ minutes: 30 });
  }
  expect(sandbox.held.sessions).toBeLessThanOrEqual(1100);
  expect(sandbox.requests.list()).toHaveLength(1000);
});

test("token pairs that expired leave", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  sandbox.configure({ secondAuthorization: "coexists" });
  const [, ...people] = sandbox.people.list();
  for (let year = 0; year < 3; year++) {
    for (let turn = 0; turn < 1200; turn++) {
      const { id } = people[turn % people.length] ?? sandbox.people.demo;
      await api.connect(["user.info"], id);
    }
    sandbox.clock.advance({ days: 366 });
  }
  expect(sandbox.held.tokenPairs).toBeLessThanOrEqual(2400);
  for (let turn = 0; turn < 2500; turn++) await api.connect(["user.info"], sandbox.people.demo.id);
  expect(sandbox.held.tokenPairs).toBeLessThanOrEqual(1200);
});
