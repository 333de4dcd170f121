import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { Connection } from "withings-kit";
import { operations, services } from "withings-kit/contract";
import {
  answers,
  type ApplicationAuthentication,
  dataFields,
  device,
  dropshipment,
  heart,
  measure,
  notify,
  nudge,
  nudgecampaign,
  oauth2,
  order,
  type PersonAuthentication,
  rawdata,
  signature,
  sleep,
  stetho,
  survey,
  user,
  type WireOperation,
} from "withings-kit/operations";
import { redirectUri } from "../support/login.js";
import { now } from "./support/reading.js";
import { type Overheard, overhear } from "./support/overheard.js";
import { partner, type Partner, partnerUrl } from "./support/partner.js";

const callbackurl = `${partnerUrl}/hook`;
const seconds = (days: number): Date => new Date(now + days * 86_400_000);
const day = (days: number): string => seconds(days).toISOString().slice(0, 10);
const lastMonth = { startdate: seconds(-30), enddate: seconds(0) };
const lastDays = { startdateymd: day(-30), enddateymd: day(0) };

/** What was answered to whom, and what came over the wire. */
interface Answered {
  readonly operation: WireOperation;
  readonly body: unknown;
  readonly heard: unknown;
}

const newUser: Omit<user.ActivateParameters, "mac_addresses"> = {
  mailingpref: true,
  birthdate: new Date("1980-06-16"),
  measures: [
    { value: 82_500, unit: -3, type: 1 },
    { value: 181, unit: -2, type: 4 },
  ],
  gender: 0,
  preflang: "en_US",
  unit_pref: { weight: 1, height: 6, distance: 6, temperature: 11 },
  email: "new.user@example.com",
  timezone: "America/New_York",
  shortname: "NEW",
  external_id: "member-1",
};

const newOrders = (...refs: readonly string[]): dropshipment.CreateOrderParameters["order"] =>
  refs.map((customer_ref_id) => ({
    customer_ref_id,
    address: {
      name: "Ada Example",
      email: "ada@example.com",
      address1: "1 Example Street",
      city: "Springfield",
      zip: "12345",
      country: "US",
    },
    products: [
      { ean: "3700546702518", quantity: 2 },
      { partner_ref: "KIT1", quantity: 1 },
    ],
  }));

/** An operation that Withings would rather not have called any more. */
const former = (service: object, name: string): WireOperation<object, object, "signature"> =>
  Reflect.get(service, name) as WireOperation<object, object, "signature">;

/** Calls everything that there is, in an order in which each call finds what it needs. */
class Everything {
  readonly answered: Answered[] = [];
  readonly #partner: Partner;
  readonly #heard: Overheard;

  constructor(own: Partner, heard: Overheard) {
    this.#partner = own;
    this.#heard = heard;
  }

  /** For a person. */
  async person<P extends object, B extends object>(
    operation: WireOperation<P, B, PersonAuthentication>,
    parameters: P,
    connection: Connection = this.#partner.connection,
  ): Promise<B> {
    return this.#note(operation, await connection.call(operation, parameters));
  }

  /** For the application. */
  async signed<P extends object, B extends object>(
    operation: WireOperation<P, B, ApplicationAuthentication>,
    parameters: P,
  ): Promise<B> {
    return this.#note(operation, await this.#partner.withings.call(operation, parameters));
  }

  #note<P extends object, B>(operation: WireOperation<P>, body: B): B {
    const heard = this.#heard.bodyOf(operation.path, operation.action);
    this.answered.push({ operation, body, heard });
    return body;
  }

  async callData(): Promise<void> {
    await this.person(measure.getMeas, { ...lastMonth, category: 1 });
    await this.person(measure.getActivity, { ...lastDays, data_fields: dataFields(measure.getActivity) });
    await this.person(measure.getWorkouts, { ...lastDays, data_fields: dataFields(measure.getWorkouts) });
    const oneDay = { startdate: seconds(-3), enddate: seconds(-2) };
    await this.person(measure.getIntradayActivity, {
      ...oneDay,
      data_fields: dataFields(measure.getIntradayActivity),
    });
    await this.person(sleep.get, { ...oneDay, data_fields: dataFields(sleep.get) });
    await this.person(sleep.getSummary, { ...lastDays, data_fields: dataFields(sleep.getSummary) });
    const recordings = await this.person(heart.list, lastMonth);
    const ecg = recordings.series.flatMap((row) => (row.ecg && "signalid" in row.ecg ? [row.ecg] : []))[0];
    const signalid = ecg?.signalid ?? 0;
    const mine = await this.person(heart.get, { signalid });
    // The same ECG, in a signed call.
    const { sandbox, withings, personId } = this.#partner;
    const signal_token = sandbox.issueSignalToken({ personId, signalId: signalid });
    expect(await withings.call(heart.get, { signal_token })).toEqual(mine);
    const sounds = await this.person(stetho.list, lastMonth);
    await this.person(stetho.get, { signalid: sounds.series[0]?.signalid ?? 0 });
    await this.person(user.getDevice, {});
    await this.person(user.getGoals, {});
    const household = await this.#partner.connect("household");
    const { measuregrps } = await this.person(measure.getMeas, { lastupdate: 0 }, household);
    const unsure = measuregrps.find(({ attrib }) => attrib === 1);
    await this.person(measure.confirmUser, { grpid: unsure?.grpid ?? 0, is_confirmed: true }, household);
  }

  async callNotifications(): Promise<void> {
    await this.person(notify.subscribe, { callbackurl, appli: 1, comment: "weights" });
    await this.person(notify.list, {});
    await this.person(notify.get, { callbackurl, appli: 1 });
    await this.person(notify.update, { callbackurl, appli: 1, new_appli: 44 });
    await this.person(notify.revoke, { callbackurl });
    // The one category that belongs to the application.
    await this.signed(notify.subscribe, { callbackurl, appli: 53 });
  }

  async callDevices(): Promise<void> {
    const { sandbox, personId } = this.#partner;
    const watch = sandbox.people.get(personId)?.devices.find(({ model }) => model.startsWith("ScanWatch"));
    const recording = { hash_deviceid: watch?.hash_deviceid ?? "", rawdata_type: 1 } as const;
    await this.person(rawdata.activate, recording);
    sandbox.clock.advance({ minutes: 10 });
    await this.person(rawdata.get, { ...recording, startdate: seconds(-1), enddate: seconds(1) });
    await this.person(rawdata.deactivate, recording);
    const mac_address = "00:24:e4:12:34:56";
    await this.signed(user.activate, { ...newUser, mac_addresses: [mac_address] });
    await this.signed(user.get, { email: newUser.email });
    const external_ids = [{ type: "MRN", identifier: "1" }];
    await this.signed(user.addToRpm, { userid: personId, programid: 7, external_ids });
    await this.person(user.link, { mac_addresses: ["00:24:e4:65:43:21"] });
    await this.person(user.unlink, { mac_address: "00:24:e4:65:43:21" });
    await this.signed(device.endPartnerProgram, { mac_address, status: "TERMINATED" });
    await this.signed(former(device, "updateSimStatus"), { mac_address, sim_status: "STANDBY" });
    await this.signed(device.getFeatures, {});
    const feature = { userid: personId, model: 17, feature_name: "feature_pwv" } as const;
    await this.signed(device.enableFeature, feature);
    await this.signed(device.disableFeature, feature);
  }

  async callOrders(): Promise<void> {
    const made = await this.signed(dropshipment.createOrder, { order: newOrders("a", "b") });
    const order_id = made.orders?.[0]?.order_id ?? "";
    await this.signed(dropshipment.createUserOrder, {
      ...newUser,
      email: "another@example.com",
      external_id: "member-2",
      order: newOrders("c"),
      testmode: 2,
    });
    await this.signed(dropshipment.update, { order_id, order: newOrders("a2") });
    await this.signed(dropshipment.delete, { order_id });
    this.#partner.sandbox.clock.advance({ days: 3 });
    const customer_ref_ids = ["b", "c"];
    await this.signed(former(dropshipment, "getOrderStatus"), { customer_ref_ids, enrich: "t" });
    await this.signed(order.getDetail, { customer_ref_ids });
  }

  async callScreens(): Promise<void> {
    const userids = [this.#partner.personId];
    const screen = { iconids: [1], content: ["Drink", "water"], model: 17 };
    const { nudgeid } = await this.signed(nudge.create, screen);
    await this.signed(nudge.update, { nudgeid, position: "first" });
    const period = { startdate: seconds(0), enddate: seconds(30) };
    const campaign = await this.signed(nudgecampaign.create, { nudgeid, ...period, max_display_count: 3 });
    const { campaignid: nudgecampaignid } = campaign;
    await this.signed(nudge.get, { nudgeid });
    await this.signed(nudge.list, {});
    await this.signed(nudgecampaign.update, { nudgecampaignid, max_display_count: 2 });
    await this.signed(nudgecampaign.addUsers, { nudgecampaignid, userids });
    await this.signed(nudgecampaign.get, { nudgecampaignid });
    await this.signed(nudgecampaign.list, {});
    await this.signed(nudgecampaign.listUsers, { nudgecampaignid });
    await this.signed(nudgecampaign.removeUsers, { nudgecampaignid, userids });
    await this.signed(nudgecampaign.delete, { nudgecampaignid });
    await this.signed(nudge.delete, { nudgeid });
    await this.signed(survey.list, {});
    await this.signed(survey.get, { surveyid: 1, lang: "de" });
    await this.signed(survey.activate, { surveyid: 1, userids });
    await this.signed(survey.listUsers, { surveyid: 1 });
    this.#partner.sandbox.people.data(this.#partner.personId).weighIn({ kg: 70 });
    await this.signed(answers.get, { userid: this.#partner.personId, startdate: seconds(-1) });
    await this.signed(survey.deactivate, { surveyid: 1, userids });
  }

  async callAuthorization(): Promise<void> {
    const { personId } = this.#partner;
    await this.signed(signature.getNonce, {});
    const { user: recovered } = await this.signed(oauth2.recoverAuthorizationCode, { userid: personId });
    await this.signed(oauth2.requestToken, {
      grant_type: "authorization_code",
      code: recovered.code,
      redirect_uri: redirectUri,
    });
    await this.signed(oauth2.listUsers, {});
    await this.signed(oauth2.getDemoAccess, { scope_oauth2: ["user.metrics"] });
    await this.signed(oauth2.createClient, {
      name: "Another",
      description: "An application",
      intended_environment: "dev",
      intended_integrations: ["sdk"],
      redirect_uris: ["https://another.example.com/cb"],
    });
    await this.signed(oauth2.revoke, { userid: personId });
  }
}

describe("every operation of Withings' API", () => {
  let answered: readonly Answered[];
  let requested: ReadonlySet<string | undefined>;
  beforeAll(async () => {
    let heard: Overheard | undefined;
    const own = await partner({
      probeFetch: () => Promise.resolve(new Response(null)),
      program: (sandbox) => ({ fetch: (heard = overhear(sandbox.fetch)).fetch }),
    });
    if (heard === undefined) throw new Error("Nobody listens.");
    const everything = new Everything(own, heard);
    await everything.callData();
    await everything.callNotifications();
    await everything.callDevices();
    await everything.callOrders();
    await everything.callScreens();
    await everything.callAuthorization();
    ({ answered } = everything);
    requested = new Set(own.sandbox.requests.list().map(({ operation }) => operation));
  });

  test("but the page where people log in is called, and arrives", () => {
    const called = new Set(answered.map(({ operation: { service, action = "" } }) => `${service} ${action}`));
    const stated = operations
      .filter(({ host }) => host === "api")
      .map(({ service, action = "" }) => `${service} ${action}`);
    expect(stated).toHaveLength(63);
    expect([...called].sort()).toEqual([...stated].sort());
    for (const name of stated) expect(requested).toContain(name);
  });

  test("gives the answer's body as Withings sent it", () => {
    for (const { operation, body, heard } of answered) {
      const { service, action } = operation;
      expect(heard, `${service} ${action ?? ""}`).toBeTypeOf("object");
      expect(body, `${service} ${action ?? ""}`).toEqual(heard);
    }
  });

  test("answers with something where something was made or measured", () => {
    const empty = answered
      .filter(({ body }) => Object.keys(body as object).length === 0)
      .map(({ operation: { service, action = "" } }) => `${service} ${action}`);
    const silent = Object.values(services)
      .flatMap((service) => Object.values(service))
      .filter(({ answer }) => Object.keys(answer).length === 0)
      .map(({ service, action = "" }) => `${service} ${action}`);
    for (const name of empty) expect(silent).toContain(name);
    for (const { operation, body } of answered) {
      const rows = operation.rows && (body as Readonly<Record<string, unknown>>)[operation.rows];
      if (Array.isArray(rows)) expect(rows.length, operation.action).toBeGreaterThan(0);
    }
  });
});

// The compiler is the judge of these: `npm run check`.
test("what is called for a person or for the application has the types of the operation", () => {
  type ForPerson = Partner["connection"]["call"];
  type ForApplication = Partner["withings"]["call"];
  const asPerson = async (call: ForPerson): Promise<void> => {
    expectTypeOf(await call(measure.getMeas, { meastypes: [1] })).toEqualTypeOf<measure.GetMeasBody>();
    expectTypeOf(await call(heart.get, { signalid: 1 })).toEqualTypeOf<heart.GetBody>();
  };
  const asApplication = async (call: ForApplication): Promise<void> => {
    expectTypeOf(await call(oauth2.revoke, { userid: 1 })).toEqualTypeOf<oauth2.RevokeBody>();
    expectTypeOf(await call(nudge.get, { nudgeid: 1 })).toEqualTypeOf<nudge.GetBody>();
  };
  expect([asPerson, asApplication]).toHaveLength(2);
});
