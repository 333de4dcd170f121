import { expect, test } from "vitest";
import { type Client, client, patientSandbox, tokens } from "./support/client.js";

function partner(options = {}): Client {
  const sandbox = patientSandbox(options);
  const application = sandbox.applications.add({
    redirectUris: ["https://app.example.com/withings/callback"],
    contract: true,
  });
  return client(sandbox, { application });
}

const newClient = {
  name: "Scales & more",
  description: "Shows weight",
  intended_environment: "prod",
  intended_integrations: '["sdk","cellular"]',
  redirect_uris: '["https://app.example.com/callback"]',
};

test("operations that need a contract are refused without one, with the status of the option", async () => {
  for (const contractOnlyStatus of [2553, 503]) {
    const api = client(patientSandbox({ contractOnlyStatus }));
    const fields = { userid: "1", ...newClient };
    for (const action of ["recoverauthorizationcode", "listusers", "createclient"])
      expect(await api.signed(action, fields)).toMatchObject({ status: contractOnlyStatus, body: {} });
  }
});

test("revoke ends every token of the person, and only of that person", async () => {
  const api = client(patientSandbox());
  const [, one, other] = api.sandbox.people.list();
  const first = await api.connect(["user.info"], one?.id);
  const renewed = tokens(await api.refresh(first.refresh_token));
  const kept = await api.connect(["user.info"], other?.id);
  expect(await api.signed("revoke", { userid: String(one?.id) })).toEqual({ status: 0, body: {} });
  expect((await api.devices(first.access_token)).status).toBe(401);
  expect((await api.devices(renewed.access_token)).status).toBe(401);
  expect((await api.refresh(renewed.refresh_token)).error).toBe("Invalid Params: invalid refresh_token");
  expect((await api.devices(kept.access_token)).status).toBe(0);
  expect((await api.signed("revoke", { userid: String(one?.id) })).error).toBe(
    "Invalid Params: invalid userid",
  );
});

test("getdemoaccess gives tokens of the demo person, without a user id", async () => {
  const api = client(patientSandbox());
  const { status, body } = await api.signed("getdemoaccess", { scope_oauth2: "user.info,user.metrics" });
  expect([status, Object.keys(body ?? {})]).toEqual([0, ["access_token", "refresh_token", "expires_in"]]);
  const { access_token, refresh_token } = tokens({ status, ...(body && { body }) });
  const ids = api.sandbox.people.demo.devices.map(({ deviceid }) => ({ deviceid }));
  expect((await api.devices(access_token)).body).toMatchObject({ devices: ids });
  expect(tokens(await api.refresh(refresh_token)).userid).toBe(api.sandbox.people.demo.id);
  for (const scope_oauth2 of ["everything", "user.info user.metrics"])
    expect((await api.signed("getdemoaccess", { scope_oauth2 })).error).toMatch(/scope_oauth2$/);
});

test("recoverauthorizationcode gives a code that lives ten minutes and needs no redirect URI", async () => {
  for (const [minutes, status] of [
    [9, 0],
    [10, 503],
  ] as const) {
    const api = partner();
    const { userid } = await api.connect(["user.info"]);
    const { body } = await api.signed("recoverauthorizationcode", { userid: String(userid) });
    api.sandbox.clock.advance({ minutes });
    const { code } = body?.["user"] as { code: string };
    expect((await api.exchange(code, { redirect_uri: "" })).status).toBe(status);
  }
});

test("recoverauthorizationcode serves linked people and those the partner owns, nobody else", async () => {
  const api = partner();
  const application = api.sandbox.applications.list().find(({ contract }) => contract);
  const owned = api.sandbox.people.add({ ownedBy: application?.clientID ?? "" });
  const stranger = api.sandbox.people.add();
  const ask = (userid: number): Promise<unknown> =>
    api.signed("recoverauthorizationcode", { userid: String(userid) });
  expect(await ask(owned.id)).toMatchObject({ status: 0 });
  expect(await ask(stranger.id)).toMatchObject({ status: 503, error: "Invalid Params: invalid userid" });
});

test("listusers lists the linked people, in the wrapper of the option", async () => {
  const api = partner();
  const [, one, two] = api.sandbox.people.list();
  await api.connect(["user.info"], one?.id);
  await api.connect(["user.info"], two?.id);
  const { body } = await api.signed("listusers");
  expect(body).toMatchObject({
    users: [
      { userid: one?.id, email: one?.email, fully_owned: false },
      { userid: two?.id, email: two?.email, fully_owned: false },
    ],
    more: false,
    offset: 0,
  });
  api.sandbox.configure({ listUsersWrapper: "series" });
  expect((await api.signed("listusers")).body?.["series"]).toHaveLength(2);
});

test("listusers turns pages: a hundred users each, or one where the body is flat", async () => {
  const api = partner();
  for (let count = 0; count < 101; count++) await api.connect(["user.info"], api.sandbox.people.add().id);
  const first = await api.signed("listusers");
  expect([(first.body?.["users"] as object[]).length, first.body?.["more"], first.body?.["offset"]]).toEqual([
    100,
    true,
    100,
  ]);
  const second = await api.signed("listusers", { offset: "100" });
  expect([(second.body?.["users"] as object[]).length, second.body?.["more"]]).toEqual([1, false]);
  expect((await api.signed("listusers", { offset: "-1" })).error).toBe("Invalid Params: invalid offset");
  expect((await api.signed("listusers", { offset: "999999999999999" })).body).toMatchObject({
    users: [],
    more: false,
  });
  api.sandbox.configure({ listUsersWrapper: "flat" });
  expect((await api.signed("listusers", { offset: "7" })).body).toMatchObject({
    userid: expect.any(Number) as unknown,
    more: true,
    offset: 8,
  });
});

test("createclient registers an application that works at once", async () => {
  const api = partner();
  const { status, body } = await api.signed("createclient", newClient);
  expect(status).toBe(0);
  expect(body).toMatchObject({ name: "Scales & more", desc: "Shows weight", is_restricted: false });
  const application = api.sandbox.applications.get(String(body?.["client_id"]));
  expect(application?.clientSecret).toBe(body?.["client_secret"]);
  const made = client(api.sandbox, application && { application });
  expect(await made.connect()).toHaveProperty("access_token");
});

test("createclient names the parameter that is wrong", async () => {
  const api = partner();
  const wrong = {
    name: "",
    intended_environment: "production",
    intended_integrations: '["spa"]',
    redirect_uris: "https://app.example.com/callback",
  };
  for (const [name, value] of Object.entries(wrong))
    expect((await api.signed("createclient", { ...newClient, [name]: value })).error).toBe(
      `Invalid Params: invalid ${name}`,
    );
});
