import { describe, expectTypeOf, test } from "vitest";
import type { Connection, Withings } from "withings-kit";
import {
  dataFields,
  dropshipment,
  heart,
  measure,
  notify,
  nudge,
  oauth2,
  serialize,
  sleep,
  user,
  type WireOperation,
} from "withings-kit/operations";

/** What may be given to an operation, and what it answers. */
type ParametersOf<Called> = Called extends WireOperation<infer Parameters> ? Parameters : never;
type BodyOf<Called> = Called extends WireOperation<ParametersOf<Called>, infer Body> ? Body : never;

// The compiler is the judge of these: `npm run check`.
describe("the types of parameters", () => {
  test("take a Date or Unix seconds for a time, and a text for a day", () => {
    expectTypeOf<ParametersOf<typeof sleep.get>["startdate"]>().toEqualTypeOf<Date | number>();
    expectTypeOf<{ startdateymd: string; enddateymd: string }>().toExtend<
      ParametersOf<typeof measure.getActivity>
    >();
    expectTypeOf<{ startdateymd: Date; enddateymd: Date }>().not.toExtend<
      ParametersOf<typeof measure.getActivity>
    >();
  });

  test("let one alternative of a choice be taken, whole, and not two", () => {
    type Activity = ParametersOf<typeof measure.getActivity>;
    expectTypeOf<{ lastupdate: number }>().toExtend<Activity>();
    expectTypeOf<{ startdateymd: string }>().not.toExtend<Activity>();
    expectTypeOf<{ startdateymd: string; enddateymd: string; lastupdate: number }>().not.toExtend<Activity>();
    expectTypeOf<object>().not.toExtend<Activity>();
    expectTypeOf<{ meastypes: number[]; lastupdate: Date }>().toExtend<
      ParametersOf<typeof measure.getMeas>
    >();
    expectTypeOf<{ meastype: number; meastypes: number[] }>().not.toExtend<
      ParametersOf<typeof measure.getMeas>
    >();
  });

  test("know the values of closed sets, and let new ones of open sets through", () => {
    expectTypeOf<measure.GetActivityDataField>()
      .extract<"steps" | "hr_average">()
      .toEqualTypeOf<"steps" | "hr_average">();
    expectTypeOf<{ lastupdate: 0; data_fields: ["hr_avg"] }>().not.toExtend<
      ParametersOf<typeof measure.getActivity>
    >();
    expectTypeOf<{ callbackurl: string; appli: 1234 }>().toExtend<ParametersOf<typeof notify.subscribe>>();
    expectTypeOf<ParametersOf<typeof oauth2.requestToken>["grant_type"]>().toEqualTypeOf<
      "authorization_code" | "refresh_token"
    >();
  });

  test("keep the names of fields when all of them are asked for", () => {
    expectTypeOf(dataFields(sleep.getSummary)).toEqualTypeOf<readonly sleep.GetSummaryDataField[]>();
  });

  test("spell out what becomes JSON", () => {
    type Order = ParametersOf<typeof dropshipment.createOrder>["order"][number];
    expectTypeOf<Order["address"]["country"]>().toEqualTypeOf<string>();
    expectTypeOf<Order["products"][number]["ean"]>().toEqualTypeOf<string | undefined>();
  });

  test("leave out what the library adds, and everything where there is nothing to say", () => {
    expectTypeOf<keyof ParametersOf<typeof oauth2.revoke>>().toEqualTypeOf<"userid">();
    expectTypeOf<{ offset: number }>().not.toExtend<ParametersOf<typeof user.getDevice>>();
    expectTypeOf(serialize<ParametersOf<typeof nudge.delete>>)
      .parameter(1)
      .toEqualTypeOf<{ readonly nudgeid: number }>();
  });
});

describe("the types of answers", () => {
  test("are what Withings sends: numbers for times, null and absence where they were seen", () => {
    type Group = BodyOf<typeof measure.getMeas>["measuregrps"][number];
    expectTypeOf<Group>().toEqualTypeOf<measure.MeasureGroup>();
    expectTypeOf<Group["date"]>().toEqualTypeOf<number>();
    expectTypeOf<Group["hash_deviceid"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Group["measures"][number]["value"]>().toEqualTypeOf<number>();
    expectTypeOf<BodyOf<typeof measure.getMeas>["more"]>().toEqualTypeOf<boolean | 0 | 1 | undefined>();
    expectTypeOf<BodyOf<typeof oauth2.requestToken>["userid"]>().toEqualTypeOf<number | string>();
  });

  test("say where an empty array may stand for an object", () => {
    expectTypeOf<readonly []>().toExtend<BodyOf<typeof user.getGoals>["goals"]>();
    expectTypeOf<readonly []>().toExtend<BodyOf<typeof measure.getIntradayActivity>["series"]>();
    expectTypeOf<readonly []>().not.toExtend<BodyOf<typeof heart.list>>();
  });

  test("of a night hold every field that can be asked for", () => {
    type Data = Exclude<BodyOf<typeof sleep.getSummary>["series"][number]["data"], readonly never[]>;
    expectTypeOf<keyof Data>().toEqualTypeOf<sleep.GetSummaryDataField>();
  });

  test("do not mix: what one operation answers is not what another does", () => {
    expectTypeOf(measure.getMeas).toExtend<WireOperation>();
    expectTypeOf(measure.getMeas).not.toExtend<typeof measure.getActivity>();
  });
});

describe("the types of callers", () => {
  type ByPerson = Parameters<Connection["call"]>[0];
  type ByApplication = Parameters<Withings["call"]>[0];

  test("have what a person's access token proves called on a connection, and nothing that the application proves", () => {
    expectTypeOf(measure.getMeas).toExtend<ByPerson>();
    expectTypeOf(measure.getMeas).not.toExtend<ByApplication>();
    expectTypeOf(dropshipment.createOrder).not.toExtend<ByPerson>();
    expectTypeOf(dropshipment.createOrder).toExtend<ByApplication>();
    expectTypeOf(oauth2.requestToken).not.toExtend<ByPerson>();
    expectTypeOf(oauth2.requestToken).toExtend<ByApplication>();
  });

  test("have an operation that goes either way on either", () => {
    expectTypeOf(heart.get).toExtend<ByPerson>();
    expectTypeOf(heart.get).toExtend<ByApplication>();
  });

  test("have the page that a browser opens on neither", () => {
    expectTypeOf(oauth2.authorize).not.toExtend<ByPerson>();
    expectTypeOf(oauth2.authorize).not.toExtend<ByApplication>();
  });
});
