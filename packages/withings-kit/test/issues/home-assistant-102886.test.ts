// https://github.com/home-assistant/core/issues/102886: parallel refreshes of one account end its chain of refresh tokens, and people must
// log in again. The answer with an empty body is what that project's adapter would have merged over the tokens.
import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { scripted } from "../connection/support/scripted-store.js";
import { elapse, passing, turnableTime } from "../connection/support/time.js";
import { answer } from "../connection/support/wire.js";
import { createWorld, works } from "../connection/support/world.js";

turnableTime();

const graceful = ["both-live", "first-use-wins", "latest-wins"] as const;

describe.each([...graceful, "strict"] as const)(
  "where two pairs of one refresh token are %s",
  (forkPolicy) => {
    test("two programs that refresh one account at once send one request", async () => {
      const { connected, sandbox, refreshes, program } = createWorld({ forkPolicy });
      const connection = await connected();
      const other = await program().connection(connection.userID);
      sandbox.clock.advance({ hours: 5 });
      await passing(Promise.all([works(connection), works(other)]));
      expect(refreshes()).toHaveLength(1);
    });
  },
);

test.each(graceful)(
  "two programs that do send two at once, day after day, lose nothing (%s)",
  async (forkPolicy) => {
    const store = scripted();
    const { connected, sandbox, refreshes, program, wire } = createWorld({ forkPolicy, store });
    const connection = await connected();
    const other = await program().connection(connection.userID);
    for (let day = 0; day < 3; day++) {
      sandbox.clock.advance({ hours: 23 });
      // Nothing keeps them apart, and both have sent before either has its answer.
      store.script = (call, perform) =>
        call === "lease" ? Promise.resolve({ release: () => Promise.resolve() }) : perform();
      wire.tap = async ({ kind }, send) => {
        if (kind !== "refresh") return send();
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const response = await send();
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return response;
      };
      const before = refreshes().length;
      await passing(Promise.all([connection.credentials(), other.credentials()]));
      expect(refreshes().length - before).toBe(2);
      store.script = (_call, perform) => perform();
      wire.tap = (_sent, send) => send();
      for (const each of [connection, other]) await passing(works(each));
    }
  },
);

test("an answer with status 0 and an empty body leaves the tokens and their time as they are", async () => {
  const { connected, sandbox, wire, record } = createWorld();
  const connection = await connected();
  const { current } = await record(connection.userID);
  sandbox.clock.advance({ hours: 5 });
  wire.tap = () => Promise.resolve(answer({ status: 0, body: {} }));
  await passing(failure(works(connection)));
  expect((await record(connection.userID)).current).toEqual(current);
  wire.tap = (_sent, send) => send();
  await elapse(60_000);
  await passing(works(connection));
});
