import { measure, user } from "withings-kit/contract";
import { expect, test } from "vitest";
import { newUser, partner, partnerCallback } from "./support/caller.js";
import { client, type Envelope, type Fields, patientSandbox, tokens } from "./support/client.js";

type Row = Readonly<Record<string, unknown>>;

const scale = "00:24:E4:AA:BB:CC";
const activation: Fields = { ...newUser, mac_addresses: JSON.stringify([scale]) };

async function activated(): Promise<{
  readonly self: Awaited<ReturnType<typeof partner>>;
  readonly sandbox: ReturnType<typeof patientSandbox>;
  readonly answer: Envelope;
}> {
  const sandbox = patientSandbox();
  const self = await partner(sandbox);
  return { self, sandbox, answer: await self.call(user.activate, activation) };
}

test("an account that a partner makes belongs to it, with the profile that it told", async () => {
  const { self, answer, sandbox } = await activated();
  expect(answer.body?.["user"]).toMatchObject({ external_id: "member-1" });
  const { body } = await self.call(user.get, { email: "NEW.USER@example.com" });
  expect(body?.["user"]).toEqual({
    email: "new.user@example.com",
    firstname: "NEW",
    lastname: "NEW",
    shortname: "NEW",
    gender: 0,
    // The birthday, without the time of day.
    birthdate: Math.floor(330_000_000 / 86_400) * 86_400,
    preflang: "en_US",
    timezone: "America/New_York",
    mailingpref: true,
    unit_pref: { weight: 1, height: 6, distance: 6, temperature: 11 },
  });
  const { id } = sandbox.people.list().find(({ email }) => email === "new.user@example.com") ?? { id: 0 };
  expect((await self.call(user.get, { userid: String(id) })).body).toEqual(body);
});

test("its code is exchanged within ten minutes, and the token reads the weight and height that were told", async () => {
  const { self, answer, sandbox } = await activated();
  const { code } = answer.body?.["user"] as { code: string };
  sandbox.clock.advance({ minutes: 9 });
  const { access_token } = tokens(await self.api.exchange(code));
  const { body } = await self.call(measure.getMeas, { lastupdate: "1" }, access_token);
  expect(body?.["measuregrps"]).toMatchObject([
    {
      attrib: 4,
      deviceid: null,
      measures: [
        { type: 4, value: 181, unit: -2 },
        { type: 1, value: 82_500, unit: -3 },
      ],
    },
  ]);
  const late = await self.call(user.activate, {
    ...activation,
    email: "b@example.com",
    external_id: "b",
    mac_addresses: '["00:24:e4:00:00:02"]',
  });
  sandbox.clock.advance({ minutes: 11 });
  const { code: expired } = late.body?.["user"] as { code: string };
  expect((await self.api.exchange(expired)).error).toBe("Invalid Params: invalid code");
});

test("with a registered redirect URI, the code belongs to it", async () => {
  const sandbox = patientSandbox();
  const { call, api } = await partner(sandbox);
  const { body } = await call(user.activate, { ...activation, redirect_uri: partnerCallback });
  const { code } = body?.["user"] as { code: string };
  expect((await api.exchange(code, { redirect_uri: "https://elsewhere.example.com" })).status).toBe(503);
  const refused = await call(user.activate, {
    ...activation,
    email: "b@example.com",
    external_id: "b",
    mac_addresses: '["00:24:e4:00:00:02"]',
    redirect_uri: "https://elsewhere.example.com",
  });
  expect(refused.error).toBe("Invalid Params: invalid redirect_uri");
});

test("goals that were told are the goals", async () => {
  const sandbox = patientSandbox();
  const { call, api } = await partner(sandbox);
  const goals = { steps: 7000, weight: { value: 75, unit: 0 } };
  const { body } = await call(user.activate, { ...activation, goals: JSON.stringify(goals) });
  const { access_token } = tokens(await api.exchange((body?.["user"] as { code: string }).code));
  expect((await call(user.getGoals, {}, access_token)).body).toEqual({ goals });
});

test("what breaks a rule is refused by name", async () => {
  const sandbox = patientSandbox();
  const { call } = await partner(sandbox);
  const weight = { value: 80, unit: 0, type: 1 };
  const height = { value: 18, unit: -1, type: 4 };
  const units = { weight: 1, height: 6, distance: 6, temperature: 11 };
  const wrong: Fields[] = [
    { birthdate: "99999999999" },
    { measures: JSON.stringify([weight]) },
    { measures: JSON.stringify([weight, weight]) },
    { measures: JSON.stringify([{ ...weight, value: 601 }, height]) },
    { measures: JSON.stringify([weight, { ...height, value: 181 }]) },
    { gender: "2" },
    { preflang: "English" },
    { unit_pref: JSON.stringify({ ...units, weight: 3 }) },
    { email: "nobody" },
    { email: sandbox.people.list()[1]?.email ?? "" },
    { timezone: "Mars/Olympus" },
    { shortname: "FOUR" },
    { phonenumber: "0123" },
    { mac_addresses: '["00:24"]' },
  ];
  for (const change of wrong) {
    const [name = ""] = Object.keys(change);
    const { error } = await call(user.activate, { ...activation, ...change });
    expect(error, JSON.stringify(change)).toBe(`Invalid Params: invalid ${name}`);
  }
  expect((await call(user.activate, activation)).status).toBe(0);
  const again = await call(user.activate, { ...activation, email: "other@example.com" });
  expect(again.error).toBe("Invalid Params: invalid external_id");
});

test("people who made their account themselves keep their profile to themselves", async () => {
  const sandbox = patientSandbox();
  const { call, personId, application } = await partner(sandbox);
  expect((await call(user.get, { userid: String(personId) })).error).toBe("Invalid Params: invalid userid");
  expect((await call(user.get)).error).toBe("Invalid Params: invalid userid or email");
  const added = sandbox.people.add({ email: "owned@example.com", ownedBy: application.clientID });
  expect((await call(user.get, { userid: String(added.id) })).body?.["user"]).toMatchObject({
    email: "owned@example.com",
    firstname: added.firstName,
  });
});

test("devices are linked by MAC addresses that nobody else has, and measure from then on", async () => {
  const { self, sandbox, answer } = await activated();
  const [device] = answer.body?.["devices"] as readonly Row[];
  expect(device).toMatchObject({ mac_address: scale.toLowerCase(), timezone: "America/New_York" });
  const { call, token } = self;
  const taken = await call(user.link, { mac_addresses: JSON.stringify([scale]) }, token);
  expect(taken.error).toBe("Invalid Params: invalid mac_addresses");

  const own = "00:24:e4:01:02:03";
  const linked = await call(user.link, { mac_addresses: JSON.stringify([own, own]) }, token);
  expect(linked.body?.["devices"]).toHaveLength(1);
  const owned = async (): Promise<readonly Row[]> =>
    (await call(user.getDevice, {}, token)).body?.["devices"] as readonly Row[];
  const before = (await owned()).length;
  expect(await owned()).toContainEqual(expect.objectContaining({ mac_address: own }));
  await call(user.link, { mac_addresses: JSON.stringify([own]) }, token);
  expect(await owned()).toHaveLength(before);

  expect((await call(user.unlink, { mac_address: own.toUpperCase() }, token)).status).toBe(0);
  expect(await owned()).toHaveLength(before - 1);
  expect((await call(user.unlink, { mac_address: own }, token)).error).toBe(
    "Invalid Params: invalid mac_address",
  );
  const another = await partner(sandbox, { personId: sandbox.people.find("traveller").id });
  expect(
    (await another.call(user.link, { mac_addresses: JSON.stringify([own]) }, another.token)).status,
  ).toBe(0);
});

test("which device is at a MAC address depends on the seed alone", async () => {
  const deviceAt = async (seed: number): Promise<unknown> => {
    const { call, token } = await partner(patientSandbox({ seed }));
    const { body } = await call(user.link, { mac_addresses: '["00:24:e4:01:02:03"]' }, token);
    const [{ serial_number, deviceid, model } = {}] = body?.["devices"] as readonly Row[];
    return { serial_number, deviceid, model };
  };
  expect(await deviceAt(1)).toEqual(await deviceAt(1));
  expect(await deviceAt(2)).not.toEqual(await deviceAt(1));
});

test("a person's devices are told to partners with what only partners see, and a public application unlinks too", async () => {
  const sandbox = patientSandbox();
  const self = await partner(sandbox);
  const publicly = sandbox.applications.add({ redirectUris: ["https://app.example.com/cb"] });
  const api = client(sandbox, { application: publicly });
  const { access_token } = await api.connect(["user.info"], self.personId);
  const [forPartner] = (await self.call(user.getDevice, {}, self.token)).body?.["devices"] as readonly Row[];
  const [forAnybody] = (await api.devices(access_token)).body?.["devices"] as readonly Row[];
  expect(Object.keys(forPartner ?? {})).toEqual(expect.arrayContaining(["mac_address", "fw", "network"]));
  expect(forAnybody).not.toHaveProperty("mac_address");
  const mac_address = String(forPartner?.["mac_address"]);
  const unlinked = await self.call(user.unlink, { mac_address }, access_token);
  expect(unlinked).toEqual({ status: 0, body: {} });
});

test("a user is added to remote patient monitoring as was asked", async () => {
  const { call, personId } = await partner(patientSandbox());
  const external_ids = [{ type: "MRN", identifier: "12-34" }];
  const { body } = await call(user.addToRpm, {
    userid: String(personId),
    programid: "77",
    sms_onboarding: "1",
    icdcodeids: "[3,4]",
    external_ids: JSON.stringify(external_ids),
    category: "-6",
  });
  expect(body).toMatchObject({
    user: {
      userid: personId,
      sms_onboarding: true,
      assistance_onboarding: false,
      icd_codes: [3, 4],
      external_ids,
      category: -6,
    },
    program: { id: 77 },
  });
  expect((await call(user.addToRpm, { userid: "7", programid: "77" })).error).toBe(
    "Invalid Params: invalid userid",
  );
});
