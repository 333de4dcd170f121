import {
  answers,
  device,
  dropshipment,
  heart,
  measure,
  notify,
  nudge,
  nudgecampaign,
  oauth2,
  type Operation,
  operations,
  order,
  rawdata,
  signature,
  sleep,
  stetho,
  survey,
  user,
} from "withings-kit/contract";
import type { Sandbox } from "withings-sandbox";
import { expect, onTestFinished, test } from "vitest";
import { problemsOf } from "./support/answer-check.js";
import { type Caller, caller, newOrders, newUser } from "./support/caller.js";
import { client, type Envelope, type Fields, patientSandbox, sign } from "./support/client.js";
import { authorizePath, goToConsent, guest } from "./support/guest.js";
import { receiver } from "./support/receiver.js";
import { allScopes } from "./support/subscriber.js";

type Row = Readonly<Record<string, unknown>>;
type Asked = Map<Operation, Envelope>;

const seconds = (days: number): string => String(Math.floor(Date.now() / 1000) + days * 86_400);
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const lastMonth = { startdate: seconds(-30), enddate: seconds(0) };
const lastDays = { startdateymd: day(-30), enddateymd: day(0) };
/** Everything that can be asked for. */
const allFields = ({ parameters }: Operation): Fields => ({
  data_fields: parameters["data_fields"]?.values?.join(",") ?? "",
});
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((held, name) => (held as Row | undefined)?.[name], value);

/** Calls everything once, over TCP, in an order in which each call finds what it needs. */
async function callEverything(sandbox: Sandbox): Promise<Asked> {
  const receives = await receiver();
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const application = sandbox.applications.add({ redirectUris: [receives.url], contract: true });
  const api = client(sandbox, { application, fetch, url: server.url });
  const { call } = caller(api, application);
  const person = sandbox.people.find("everything");
  const asked: Asked = new Map();
  const note = (operation: Operation, answer: Envelope): Envelope["body"] => {
    asked.set(operation, answer);
    return answer.body;
  };

  note(oauth2.authorize, { status: 0, body: await authorize(sandbox) });
  const tokens = note(
    oauth2.requestToken,
    await api.exchange(
      sandbox.issueCode({ clientID: application.clientID, scopes: allScopes, personId: person.id }),
    ),
  );
  const token = String(tokens?.["access_token"]);
  const ask = async (operation: Operation, fields: Fields = {}): Promise<Envelope["body"]> =>
    note(
      operation,
      await call(operation, fields, operation.authentication.startsWith("bearer") ? token : ""),
    );

  await askData(ask);
  note(measure.confirmUser, await confirm(sandbox, { api, call }));
  const ecgs = (asked.get(heart.list)?.body?.["series"] ?? []) as readonly Row[];
  await ask(heart.get, { signalid: String(at(ecgs[0], "ecg", "signalid")) });
  const sounds = asked.get(stetho.list)?.body?.["series"];
  await ask(stetho.get, { signalid: String(at(sounds, 0, "signalid")) });
  await ask(user.getGoals);

  const subscription = { callbackurl: receives.url, appli: "1" };
  await ask(notify.subscribe, { ...subscription, comment: "weights" });
  await ask(notify.list);
  await ask(notify.get, subscription);
  await ask(notify.update, { ...subscription, new_appli: "44" });
  await ask(notify.revoke, { callbackurl: receives.url });

  const mine = String(person.id);
  const [watch] = person.devices.filter(({ model }) => model.startsWith("ScanWatch"));
  const recording = { hash_deviceid: watch?.hash_deviceid ?? "", rawdata_type: "1" };
  await ask(rawdata.activate, recording);
  sandbox.clock.advance({ minutes: 10 });
  await ask(rawdata.get, { ...recording, startdate: seconds(-1), enddate: seconds(1) });
  await ask(rawdata.deactivate, recording);
  await askPartner(ask, { sandbox, mine });

  const timestamp = String(Math.floor(sandbox.clock.nowMs() / 1000));
  const { clientID, clientSecret } = application;
  const signed = sign(clientSecret, "getnonce", clientID, timestamp);
  note(
    signature.getNonce,
    await api.post(signature.getNonce.path, {
      action: "getnonce",
      client_id: clientID,
      timestamp,
      signature: signed,
    }),
  );
  await ask(oauth2.revoke, { userid: mine });
  return asked;
}

/** Says whose a group is, of which a household's scale was not sure. */
async function confirm(sandbox: Sandbox, { api, call }: Caller): Promise<Envelope> {
  const { access_token } = await api.connect(allScopes, sandbox.people.find("household").id);
  const { body } = await call(measure.getMeas, { lastupdate: "0" }, access_token);
  const groups = body?.["measuregrps"] as readonly { readonly grpid: number; readonly attrib: number }[];
  const unsure = groups.find(({ attrib }) => attrib === 1);
  return call(measure.confirmUser, { grpid: String(unsure?.grpid), is_confirmed: "1" }, access_token);
}

async function authorize(sandbox: Sandbox): Promise<Row> {
  const visitor = guest(sandbox);
  const consent = await goToConsent(visitor, authorizePath(sandbox), sandbox.people.find("everything").id);
  const { location } = await visitor.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  return Object.fromEntries(new URL(location).searchParams);
}

type Ask = (operation: Operation, fields?: Fields) => Promise<Envelope["body"]>;

async function askData(ask: Ask): Promise<void> {
  const groups = await ask(measure.getMeas, { ...lastMonth, category: "1" });
  expect(groups?.["measuregrps"]).not.toEqual([]);
  await ask(measure.getActivity, { ...lastDays, ...allFields(measure.getActivity) });
  await ask(measure.getWorkouts, { ...lastDays, ...allFields(measure.getWorkouts) });
  await ask(measure.getIntradayActivity, {
    startdate: seconds(-3),
    enddate: seconds(-2),
    ...allFields(measure.getIntradayActivity),
  });
  await ask(sleep.get, { startdate: seconds(-3), enddate: seconds(-2), ...allFields(sleep.get) });
  await ask(sleep.getSummary, { ...lastDays, ...allFields(sleep.getSummary) });
  await ask(heart.list, lastMonth);
  await ask(stetho.list, lastMonth);
  await ask(user.getDevice);
}

async function askPartner(
  ask: Ask,
  { sandbox, mine }: { readonly sandbox: Sandbox; readonly mine: string },
): Promise<void> {
  const userids = JSON.stringify([Number(mine)]);
  const mac_address = "00:24:e4:12:34:56";
  await ask(user.activate, { ...newUser, mac_addresses: JSON.stringify([mac_address]) });
  await ask(user.get, { email: newUser["email"] ?? "" });
  await ask(user.addToRpm, {
    userid: mine,
    programid: "7",
    external_ids: JSON.stringify([{ type: "MRN", identifier: "1" }]),
  });
  await ask(user.link, { mac_addresses: JSON.stringify(["00:24:e4:65:43:21"]) });
  await ask(user.unlink, { mac_address: "00:24:e4:65:43:21" });
  await ask(device.endPartnerProgram, { mac_address, status: "TERMINATED" });
  await ask(device.updateSimStatus, { mac_address, sim_status: "STANDBY" });
  await ask(device.getFeatures);
  const feature = { userid: mine, model: "17", feature_name: "feature_pwv" };
  await ask(device.enableFeature, feature);
  await ask(device.disableFeature, feature);

  const made = await ask(dropshipment.createOrder, { order: newOrders("a", "b") });
  const order_id = String(at(made, "orders", 0, "order_id"));
  await ask(dropshipment.createUserOrder, {
    ...newUser,
    email: "another@example.com",
    external_id: "member-2",
    order: newOrders("c"),
    testmode: "2",
  });
  await ask(dropshipment.update, { order_id, order: newOrders("a2") });
  await ask(dropshipment.delete, { order_id });
  sandbox.clock.advance({ days: 3 });
  const customer_ref_ids = JSON.stringify(["b", "c"]);
  await ask(dropshipment.getOrderStatus, { customer_ref_ids, enrich: "t" });
  await ask(order.getDetail, { customer_ref_ids });

  const screen = { iconids: "[1]", content: JSON.stringify(["Drink", "water"]), model: "17" };
  const nudgeid = String((await ask(nudge.create, screen))?.["nudgeid"]);
  await ask(nudge.update, { nudgeid, position: "first" });
  const period = { startdate: seconds(0), enddate: seconds(30) };
  const campaign = await ask(nudgecampaign.create, { nudgeid, ...period, max_display_count: "3" });
  const nudgecampaignid = String(campaign?.["campaignid"]);
  await ask(nudge.get, { nudgeid });
  await ask(nudge.list);
  await ask(nudgecampaign.update, { nudgecampaignid, max_display_count: "2" });
  await ask(nudgecampaign.addUsers, { nudgecampaignid, userids });
  await ask(nudgecampaign.get, { nudgecampaignid });
  await ask(nudgecampaign.list);
  await ask(nudgecampaign.listUsers, { nudgecampaignid });
  await ask(nudgecampaign.removeUsers, { nudgecampaignid, userids });
  await ask(nudgecampaign.delete, { nudgecampaignid });
  await ask(nudge.delete, { nudgeid });

  await ask(survey.list);
  await ask(survey.get, { surveyid: "1", lang: "de" });
  await ask(survey.activate, { surveyid: "1", userids });
  await ask(survey.listUsers, { surveyid: "1" });
  sandbox.people.data(Number(mine)).weighIn({ kg: 70 });
  await ask(answers.get, { userid: mine, startdate: seconds(-1) });
  await ask(survey.deactivate, { surveyid: "1", userids });

  await ask(oauth2.recoverAuthorizationCode, { userid: mine });
  await ask(oauth2.listUsers);
  await ask(oauth2.getDemoAccess, { scope_oauth2: "user.metrics" });
  await ask(oauth2.createClient, {
    name: "Another",
    description: "An application",
    intended_environment: "dev",
    intended_integrations: JSON.stringify(["sdk"]),
    redirect_uris: JSON.stringify(["https://another.example.com/cb"]),
  });
}

/** Where there is nothing, nothing is checked. */
const listsWithRows: readonly (readonly [Operation, ...string[]])[] = [
  [measure.getMeas, "measuregrps"],
  [measure.getActivity, "activities"],
  [measure.getWorkouts, "series"],
  [sleep.get, "series"],
  [sleep.getSummary, "series"],
  [heart.list, "series"],
  [heart.get, "signal"],
  [stetho.list, "series"],
  [stetho.get, "signal"],
  [user.getDevice, "devices"],
  [notify.list, "profiles"],
  [rawdata.get, "rawdata"],
  [user.activate, "devices"],
  [user.link, "devices"],
  [dropshipment.createOrder, "orders"],
  [dropshipment.getOrderStatus, "orders"],
  [order.getDetail, "orders"],
  [nudge.list, "nudges"],
  [nudgecampaign.list, "campaigns"],
  [nudgecampaign.listUsers, "users"],
  [survey.list, "surveys"],
  [survey.listUsers, "users"],
  [answers.get, "answers"],
  [oauth2.listUsers, "users"],
];

test("every operation that the contract states is served, and answers as it states", async () => {
  const asked = await callEverything(patientSandbox());
  const problems = operations.flatMap((operation) => {
    const answer = asked.get(operation);
    if (answer?.status !== 0) return [`${operation.operationId}: ${answer?.error ?? "not called"}`];
    return problemsOf(operation.answer, answer.body).map((problem) => `${operation.operationId}: ${problem}`);
  });
  expect(problems).toEqual([]);
  expect(asked.size).toBe(operations.length);
  for (const [operation, ...path] of listsWithRows)
    expect(at(asked.get(operation)?.body, ...path), operation.operationId).not.toEqual([]);
});
