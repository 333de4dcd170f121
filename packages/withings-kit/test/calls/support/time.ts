import { afterAll, beforeAll, vi } from "vitest";
import { measure } from "withings-kit/operations";
import { refusal } from "../../data/support/reading.js";
import { failure } from "../../support/login.js";
import { broken, nothing, numbered, program } from "./program.js";

export { breath, elapse, passing } from "../../connection/support/time.js";

/** Gives the tests of a file a time that goes by only inside `passing` and `elapse`. */
export function turnableTime(): void {
  beforeAll(async () => {
    // What is loaded when it is first needed takes real time, which no test is to wait for.
    const { person } = program(({ index }) => [broken(), refusal(503), nothing][index] ?? nothing);
    const connection = await person();
    await failure(connection.call(measure.getMeas, numbered(1), { maxWaitMs: 2_000 }));
    await connection.measures.list();
    await connection.measures.confirmUser(1, true);
    await connection.fetch("/v2/user");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
}
