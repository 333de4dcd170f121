// https://github.com/home-assistant/core/issues/128635: an account with three people needed logins again and again. What such reports have in
// common is that a rotated refresh token was lost, spent twice, or overwritten by an error answer.
import { expect, test } from "vitest";
import { elapse, passing, turnableTime } from "../connection/support/time.js";
import { networkError } from "../connection/support/wire.js";
import { createWorld, peopleOf, works } from "../connection/support/world.js";

turnableTime();

test.each(["both-live", "first-use-wins", "latest-wins"] as const)(
  "a household of three, in a program that starts anew each day where answers get lost, logs in once in a month (%s)",
  async (forkPolicy) => {
    const { connected, sandbox, program, wire } = createWorld({ forkPolicy });
    const household = peopleOf(sandbox).slice(1, 4);
    for (const person of household) await connected({ as: { person }, expectUserID: person });
    let sent = 0;
    for (let day = 0; day < 30; day++) {
      // Every third answer to a refresh is lost on the way, after Withings has rotated the token.
      wire.tap = async ({ kind }, send) => {
        const response = await send();
        if (kind === "refresh" && ++sent % 3 === 1) throw networkError("ECONNRESET");
        return response;
      };
      const withings = program();
      for (const hours of [0, 5, 7]) {
        sandbox.clock.advance({ hours });
        await passing(Promise.all(household.map(async (person) => works(await withings.connection(person)))));
      }
      sandbox.clock.advance({ hours: 12 });
      await elapse(1_000);
    }
    expect(sent).toBeGreaterThan(250);
    expect(wire.sent.filter(({ kind }) => kind === "exchange")).toHaveLength(3);
  },
);
