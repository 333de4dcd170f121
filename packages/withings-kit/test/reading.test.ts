import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimal, keyedSeries, type Page, pages } from "withings-kit/data";
import { failure } from "./support/login.js";

describe("decimal", () => {
  test("gives 60.05 for 6005 x 10^-2", () => {
    expect(decimal(6005, -2)).toBe(60.05);
  });

  test("gives the nearest double, for every integer and power of ten", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: -60, max: 60 }), (value, unit) => {
        // The engine's own reading of a decimal is correctly rounded by definition (ECMA-262, StringToNumber).
        expect(decimal(value, unit)).toBe(Number(`${value}e${unit}`));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("pages", () => {
  const answering = (...answers: (Page & { readonly rows: string })[]) => {
    const offsets: (number | undefined)[] = [];
    const fetchPage = async (offset: number | undefined) => {
      offsets.push(offset);
      const answer = answers[offsets.length - 1];
      if (answer === undefined) throw new Error("One page too many was asked for.");
      return Promise.resolve(answer);
    };
    return { offsets, fetchPage };
  };

  test.each([1, true])("are fetched to the last, where more is %j", async (more) => {
    const { offsets, fetchPage } = answering(
      { rows: "ab", more, offset: 2 },
      { rows: "cd", more, offset: 4 },
      { rows: "e", offset: 0 },
    );
    let rows = "";
    for await (const page of pages(fetchPage)) rows += page.rows;
    expect([rows, offsets]).toEqual(["abcde", [undefined, 2, 4]]);
  });

  test.each([0, false, undefined])("end where more is %j", async (more) => {
    const { offsets, fetchPage } = answering(
      more === undefined ? { rows: "" } : { rows: "", more, offset: 200 },
    );
    for await (const page of pages(fetchPage)) expect(page.rows).toBe("");
    expect(offsets).toEqual([undefined]);
  });

  test.each([2, 1, 0, undefined])(
    "end with an error when the offset does not advance from 2 but is %j",
    async (offset) => {
      const { fetchPage } = answering(
        { rows: "a", more: 1, offset: 2 },
        offset === undefined ? { rows: "b", more: 1 } : { rows: "b", more: 1, offset },
      );
      let rows = "";
      const reading = (async () => {
        for await (const page of pages(fetchPage)) rows += page.rows;
      })();
      expect(await failure(reading)).toMatchObject({ code: "answer_invalid", field: "offset" });
      expect(rows).toBe("ab");
    },
  );

  test("are fetched only when they are asked for", async () => {
    const { offsets, fetchPage } = answering({ rows: "a", more: true, offset: 1 });
    for await (const page of pages(fetchPage)) {
      expect(page.rows).toBe("a");
      break;
    }
    expect(offsets).toHaveLength(1);
  });
});

describe("keyedSeries", () => {
  test("gives the rows in the order of time", () => {
    expect(keyedSeries({ "20": "b", "3": "a", "1700000000": "c" })).toEqual([
      [3, "a"],
      [20, "b"],
      [1_700_000_000, "c"],
    ]);
  });

  test.each([[[]], [undefined], [null], [{}], [["x"]], ["x"]])("gives none for %j", (series) => {
    expect(keyedSeries(series)).toEqual([]);
  });
});
