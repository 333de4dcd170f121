// https://github.com/vangorra/python_withings_api/issues/83: for one person, Withings answered 401 to a token that had just been refreshed.
import { expect, test } from "vitest";
import { elapse, passing, turnableTime } from "../connection/support/time.js";
import { answer } from "../connection/support/wire.js";
import { createWorld, devices, works } from "../connection/support/world.js";

turnableTime();

const invalidToken = { status: 401, body: {}, error: "XRequestID: Not provided invalid_token" };

test.each(["both-live", "first-use-wins", "latest-wins", "strict"] as const)(
  "a fresh token that Withings refuses, for hours, costs one refresh a call, and nothing is lost (%s)",
  async (forkPolicy) => {
    const { connected, sandbox, wire, refreshes } = createWorld({ forkPolicy });
    const connection = await connected();
    wire.tap = (sent, send) => (sent.kind === "api" ? Promise.resolve(answer(invalidToken)) : send());
    for (let call = 1; call <= 12; call++) {
      const response = await passing(devices(connection));
      expect(await response.json()).toEqual(invalidToken);
      expect(refreshes()).toHaveLength(call);
      await elapse(1_000);
      sandbox.clock.advance({ minutes: 30 });
    }
    // Each was spent once, and each new pair is stored.
    expect(new Set(refreshes().map(({ refreshToken }) => refreshToken)).size).toBe(12);
    wire.tap = (_sent, send) => send();
    await passing(works(connection));
    expect(await connection.status()).toMatchObject({ status: "connected" });
  },
);
