// docs/from-withings-flutter.md, against the names of withings_flutter 1.0.4 and against what this library exports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as library from "withings-kit";
import { expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { tableKeys } from "./docs/markdown.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const page = read("docs/from-withings-flutter.md");

/** Every class that `package:withings_flutter/withings_flutter.dart` exports, with its static calls. */
const original = {
  WithingsConnector: ["authorize", "refreshToken"],
  WithingsCredentials: [],
  WithingsNoHeadAPIURL: [],
  WithingsAPIURL: [],
  WithingsAuthAPIURL: ["authorizeForm", "authorize", "refreshToken"],
  WithingsHeartAPIURL: ["list", "get"],
  WithingsMeasureAPIURL: [
    ...["getMeasRange", "getMeasLastupdate", "getActivityRange", "getActivityLastupdate"],
    ...["getIntradayactivity", "getWorkoutsRange", "getWorkoutsLastupdate"],
  ],
  WithingsSleepAPIURL: ["get", "getSummaryRange", "getSummaryLastupdate"],
  WithingsDataManager: ["getResponse"],
  WithingsHeartListDataManager: [],
  WithingsHeartGetDataManager: [],
  WithingsMeasureGetMeasDataManager: [],
  WithingsMeasureGetActivityDataManager: [],
  WithingsMeasureGetIntradayactivityDataManager: [],
  WithingsMeasureGetWorkoutsDataManager: [],
  WithingsSleepGetDataManager: [],
  WithingsSleepGetSummaryDataManager: [],
  WithingsHeartListData: [],
  SeriesHeartList: [],
  Ecg: [],
  Bloodpressure: [],
  WithingsHeartGetData: [],
  WithingsMeasureGetMeasData: [],
  Measuregrps: [],
  SingleMeas: [],
  WithingsMeasureGetActivityData: [],
  Activities: [],
  WithingsMeasureGetIntradayactivityData: [],
  ObjGetIntradayAcitvity: [],
  WithingsMeasureGetWorkoutsData: [],
  SeriesMeasureGetworkouts: [],
  DataMeasureGetworkouts: [],
  WithingsSleepGetData: [],
  SeriesSleepGet: [],
  SeriesTimestampSleepGet: [],
  ObjSleepGet: [],
  WithingsSleepGetSummaryData: [],
  SeriesSleepGetSummary: [],
  DataSleepGetSummary: [],
} satisfies Readonly<Record<string, readonly string[]>>;

test("every class of the Dart package is in a table", () => {
  const told = new Set(
    [...page.matchAll(/^\| ([^|]*)\|/gm)].flatMap(([, cell = ""]) => cell.match(/(?<=`)\w+/g) ?? []),
  );
  expect(Object.keys(original).filter((name) => !told.has(name))).toEqual([]);
});

test.each(Object.entries(original).flatMap(([name, calls]) => calls.map((call) => `${name}.${call}`)))(
  "%s has a row of its own",
  (call) => {
    expect(page).toMatch(new RegExp(`^\\| \`${call.replace(".", "\\.")}[\`(]`, "m"));
  },
);

test("the arguments and the fields are all there", () => {
  expect(tableKeys(page, "Argument")).toEqual([
    ...["clientID", "clientSecret", "scope", "redirectUri", "callbackUrlScheme", "withingsRefreshToken"],
  ]);
  expect(tableKeys(page, "Field of `WithingsCredentials`").slice(0, 5)).toEqual([
    ...["userID", "withingsAccessToken", "withingsRefreshToken", "expires", "toString()"],
  ]);
});

test("the types that come back are exported", () => {
  const index = read("packages/withings-kit/src/index.ts");
  const [, section = ""] = /## What comes back([^]*?)\n## /.exec(page) ?? [];
  const types = [...section.matchAll(/\| `([A-Z]\w+)`: /g)].map(([, name = ""]) => name);
  expect(types.length).toBeGreaterThan(7);
  expect(types.filter((name) => !new RegExp(`\\b${name}\\b`).test(index))).toEqual([]);
  expect(library.WithingsCredentials).toBeTypeOf("function");
});
