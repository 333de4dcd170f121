import { expect, test } from "vitest";
import { answer, readingFrom } from "../data/support/reading.js";
import { failure } from "../support/login.js";

// What mutated answers found, each by itself.

const group = { grpid: 1, attrib: 0, date: 1_764_000_000, category: 1, measures: [] };

test.each([5e-324, 0.5, 1e21, -1, 0, null, "soon", {}, [200], true])(
  "an offset of %j, which is no place in a list, is told as a mistake of the answer, not of the program",
  async (offset) => {
    const { connection } = await readingFrom([answer({ measuregrps: [group], more: 1, offset })]);
    expect(await failure(connection.measures.list().toArray())).toMatchObject({
      name: "WithingsDecodingError",
      code: "answer_invalid",
      field: "offset",
    });
  },
);

test("an offset that is written as text is understood", async () => {
  const { connection, sent } = await readingFrom([
    answer({ measuregrps: [group], more: 1, offset: "200" }),
    answer({ measuregrps: [group] }),
  ]);
  expect(await connection.measures.list().toArray()).toHaveLength(2);
  expect(sent[1]?.form.get("offset")).toBe("200");
});

test.each(["1e999", "12345678901234567890"])(
  "a device's id of %s is none: its digits are lost",
  async (id) => {
    const text = answer({ measuregrps: [{ ...group, deviceid: "ID" }, group] }).replace('"ID"', id);
    const { connection, strange, onStrangeRow } = await readingFrom([text]);
    expect(await connection.measures.list({ onStrangeRow }).toArray()).toHaveLength(1);
    expect(strange).toMatchObject([{ reason: "deviceid is no text" }]);
  },
);

test.each([5e-324, -300, 0.5, 1e300, "fast"])("a sampling rate of %j is none", async (rate) => {
  const signal = { signal: [1, 2, 3], model: 94, heart_rate: 60 };
  const { connection } = await readingFrom([
    answer({ ...signal, sampling_frequency: rate, frequency: rate }),
  ]);
  const wanted = { code: "answer_invalid" };
  expect(await failure(connection.heart.ecg(1))).toMatchObject(wanted);
  expect(await failure(connection.stetho.sound(1))).toMatchObject(wanted);
});

test.each([0, null, undefined, ""])(
  "a sampling rate that is missing (%j) is the device's usual",
  async (rate) => {
    const signal = { signal: [1, 2, 3], model: 94, heart_rate: 60 };
    const { connection } = await readingFrom([
      answer({ ...signal, sampling_frequency: rate, frequency: rate }),
    ]);
    expect(await connection.heart.ecg(1)).toMatchObject({ samplingHz: 300, durationSeconds: 0.01 });
    expect(await connection.stetho.sound(1)).toMatchObject({ samplingHz: 4_000, durationSeconds: 0.000_75 });
  },
);

test("an average heart rate that cannot be made a number is a strange row, and the others arrive", async () => {
  const workout = { id: 1, category: 1, attrib: 0, startdate: 1_764_000_000, enddate: 1_764_003_600 };
  const { connection, strange, onStrangeRow } = await readingFrom([
    answer({
      series: [
        { ...workout, data: { hr_average: { toString: 112 } } },
        { ...workout, data: {} },
      ],
    }),
  ]);
  expect(await connection.workouts.list({ onStrangeRow }).toArray()).toHaveLength(1);
  expect(strange).toMatchObject([{ reason: "hr_average is no number" }]);
});
