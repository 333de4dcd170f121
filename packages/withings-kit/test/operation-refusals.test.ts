import { describe, expect, test } from "vitest";
import {
  heart,
  isSigned,
  measure,
  notify,
  oauth2,
  serialize,
  sleep,
  user,
  type WireOperation,
} from "withings-kit/operations";
import { failure } from "./support/login.js";

/** What a program hears that gave these parameters, which its types may not have let through. */
async function refusal(operation: WireOperation, parameters: object): Promise<readonly unknown[]> {
  const error = (await failure(serialize(operation, parameters))) as {
    readonly option?: string;
    readonly message: string;
  };
  return [error.option, error.message];
}

describe("a program that asks wrongly hears which parameter it is and what is allowed", () => {
  const refusals: readonly (readonly [WireOperation, object, string, string])[] = [
    [
      measure.getMeas,
      { meastypes: "1,6" },
      "meastypes",
      "The parameter meastypes of measure getmeas cannot be used. Give whole numbers in an array.",
    ],
    [
      measure.getMeas,
      { category: 3 },
      "category",
      "The parameter category of measure getmeas cannot be used. Give 1 or 2.",
    ],
    [
      measure.getMeas,
      { lastupdate: Date.now() },
      "lastupdate",
      "The parameter lastupdate of measure getmeas cannot be used. Give a Date, or Unix seconds (not milliseconds).",
    ],
    [
      measure.getMeas,
      { meastype: 1, meastypes: [6] },
      "meastypes",
      "measure getmeas takes either meastype or meastypes, not both.",
    ],
    [
      measure.getMeas,
      { enddate: 1, lastupdate: 1 },
      "lastupdate",
      "measure getmeas takes either startdate and enddate or lastupdate, not both.",
    ],
    [
      measure.getActivity,
      {},
      "startdateymd",
      "measure v2 getactivity needs startdateymd and enddateymd, or lastupdate.",
    ],
    [
      measure.getActivity,
      { startdateymd: "2026-11-01" },
      "enddateymd",
      "The parameter enddateymd of measure v2 getactivity is missing: it takes startdateymd and enddateymd, or lastupdate.",
    ],
    [
      measure.getActivity,
      { startdateymd: "20261101", enddateymd: "2026-11-02" },
      "startdateymd",
      'The parameter startdateymd of measure v2 getactivity cannot be used. Give a day that there is, as "2026-11-22".',
    ],
    [
      measure.getIntradayActivity,
      { data_fields: ["heart_rates"] },
      "data_fields",
      "The parameter data_fields of measure v2 getintradayactivity cannot be used. Give an array of steps, elevation, calories, distance, stroke, " +
        "pool_lap, duration, heart_rate, spo2_auto, rmssd, sdnn1, hrv_quality, core_body_temperature, rr or chest_movement_rate.",
    ],
    [
      sleep.get,
      { startdate: 1 },
      "enddate",
      "The parameter enddate of sleep v2 get is missing. Give a Date, or Unix seconds (not milliseconds).",
    ],
    [heart.get, {}, "signalid", "heart v2 get needs signalid, or signal_token."],
    [
      notify.update,
      { callbackurl: "https://app.example.com/", appli: 1, comment: "c", new_appli: 4 },
      "comment",
      "notify update takes either new_callbackurl or new_appli or comment, not several.",
    ],
    [
      notify.subscribe,
      { callbackurl: `https://app.example.com/${"x".repeat(255)}`, appli: 1 },
      "callbackurl",
      "The parameter callbackurl of notify subscribe cannot be used. Give a text that is not empty, of 255 characters at the most.",
    ],
    [
      oauth2.requestToken,
      { grant_type: "refresh_token", refresh_token: "r", code: "c" },
      "code",
      "The parameter code of oauth2 requesttoken goes only with grant_type authorization_code. Leave it out, or give that.",
    ],
    [
      user.activate,
      { mailingpref: false, birthdate: 0, measures: [{ value: 1, unit: 0 }] },
      "measures",
      "The parameter measures of user v2 activate cannot be used. Give [{ value: whole number, unit: whole number, type: whole number }, ...].",
    ],
    [
      user.activate,
      { mailingpref: false, birthdate: 0, measures: [{ value: 1, unit: 0, type: 1, uint: 0 }] },
      "measures",
      "The parameter measures of user v2 activate cannot be used. Give [{ value: whole number, unit: whole number, type: whole number }, ...].",
    ],
    [
      measure.getMeas,
      { startDate: 1 },
      "startDate",
      "measure getmeas takes no parameter startDate. Did you mean startdate?",
    ],
    [
      measure.getWorkouts,
      { lastUpdated: 1 },
      "lastUpdated",
      "measure v2 getworkouts takes no parameter lastUpdated. Did you mean lastupdate?",
    ],
    [
      measure.getMeas,
      { types: ["weight"] },
      "types",
      "measure getmeas takes no parameter types. It takes meastype, meastypes, category, startdate, enddate, lastupdate and offset.",
    ],
    [user.getDevice, { offset: 1 }, "offset", "user v2 getdevice takes no parameters. Leave out offset."],
    [
      measure.getMeas,
      { access_token: "s3cret-canary" },
      "access_token",
      "measure getmeas gets its access_token from the library. Leave it out.",
    ],
  ];
  test.each(
    refusals.map(
      ([operation, parameters, option, message]) => [message, { operation, parameters, option }] as const,
    ),
  )("%s", async (message, { operation, parameters, option }) => {
    expect(await refusal(operation, parameters)).toEqual([option, message]);
  });

  test("a name that is none is not repeated", async () => {
    const [, message] = await refusal(user.getDevice, { "https://app.example.com/?token=s3cret-canary": 1 });
    expect(message).toBe("user v2 getdevice takes no parameters. Leave out what was given.");
  });
});

describe("which calls are signed", () => {
  test("follows from the operation, or from what is given to it", async () => {
    const signed = async (operation: WireOperation, parameters: object): Promise<boolean> =>
      isSigned(operation, await serialize(operation, parameters));
    const callbackurl = "https://app.example.com/";
    expect(await signed(oauth2.revoke, { userid: "1" })).toBe(true);
    expect(await signed(measure.getMeas, {})).toBe(false);
    expect(await signed(oauth2.requestToken, { grant_type: "refresh_token", refresh_token: "r" })).toBe(
      false,
    );
    expect(await signed(heart.get, { signalid: 7 })).toBe(false);
    expect(await signed(heart.get, { signal_token: "t" })).toBe(true);
    expect(await signed(notify.subscribe, { callbackurl, appli: 1 })).toBe(false);
    expect(await signed(notify.subscribe, { callbackurl, appli: 53 })).toBe(true);
  });
});
