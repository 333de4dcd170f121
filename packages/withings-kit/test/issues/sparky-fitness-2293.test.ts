// https://github.com/CodeWithCJ/SparkyFitness/pull/2293: an answer without tokens, which Withings gives with HTTP 200, would have overwritten
// the stored refresh token with nothing, and the person would have had to log in again.
import { expect, test } from "vitest";
import { failure } from "../support/login.js";
import { elapse, passing, turnableTime } from "../connection/support/time.js";
import { answer } from "../connection/support/wire.js";
import { createWorld, works } from "../connection/support/world.js";

turnableTime();

test.each([
  [
    "an error of Withings, with HTTP 200",
    () => answer({ status: 2556, body: {}, error: "An error occurred" }),
  ],
  ["too many requests, with HTTP 200", () => answer({ status: 601, body: {}, error: "Too Many Requests" })],
  ["invalid parameters, with HTTP 200", () => answer({ status: 503, body: {}, error: "Invalid Params" })],
  [
    "a body whose tokens are null",
    () => answer({ status: 0, body: { access_token: null, refresh_token: null } }),
  ],
  ["HTTP 429", () => answer("{}", { status: 429 })],
  ["HTTP 503", () => answer("", { status: 503 })],
  ["an empty body", () => answer("")],
])("%s in the place of new tokens overwrites nothing", async (_what, error) => {
  const { connected, sandbox, wire, record } = createWorld();
  const connection = await connected();
  const { current } = await record(connection.userID);
  sandbox.clock.advance({ hours: 5 });
  wire.tap = () => Promise.resolve(error());
  for (let day = 0; day < 3; day++) {
    await passing(failure(works(connection)));
    sandbox.clock.advance({ days: 1 });
  }
  expect((await record(connection.userID)).current).toEqual(current);
  wire.tap = (_sent, send) => send();
  await elapse(60_000);
  await passing(works(connection));
});
