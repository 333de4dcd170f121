// https://github.com/home-assistant/core/issues/42717: refreshes that run side by side end the chain of refresh tokens, and people must log
// in again.
import { expect, test } from "vitest";
import { passing, turnableTime } from "../connection/support/time.js";
import { createWorld, works } from "../connection/support/world.js";

turnableTime();

test.each(["both-live", "first-use-wins", "latest-wins", "strict"] as const)(
  "many sensors that ask at once with an expired token refresh it once, day after day (%s)",
  async (forkPolicy) => {
    const { connected, sandbox, refreshes, withings } = createWorld({ forkPolicy });
    const { userID } = await connected();
    for (let round = 1; round <= 5; round++) {
      sandbox.clock.advance({ hours: 5 });
      const sensors = await Promise.all(Array.from({ length: 12 }, () => withings.connection(userID)));
      await passing(Promise.all(sensors.map(works)));
      expect(refreshes()).toHaveLength(round);
    }
    // No refresh token was sent twice.
    expect(new Set(refreshes().map(({ refreshToken }) => refreshToken)).size).toBe(5);
  },
);
