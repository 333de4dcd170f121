import { device, dropshipment, heart, order, rawdata, user } from "withings-kit/contract";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { newOrders, partner } from "./support/caller.js";
import { type Fields, patientSandbox } from "./support/client.js";

type Row = Readonly<Record<string, unknown>>;

const mac_address = "00:24:e4:01:02:03";
const day = 86_400;

test("the SIM of a user's device is put aside, or ends after thirty days, and getdevice says so", async () => {
  const sandbox = patientSandbox();
  sandbox.clock.stop();
  const self = await partner(sandbox);
  const { call } = self;
  await call(user.link, { mac_addresses: JSON.stringify([mac_address]) }, self.token);
  const sim = async (): Promise<unknown> => {
    const { access_token } = await self.api.connect(["user.info"], self.personId);
    const { body } = await call(user.getDevice, {}, access_token);
    return (body?.["devices"] as readonly Row[]).find((each) => each["mac_address"] === mac_address)?.[
      "sim_status"
    ];
  };
  expect(await sim()).toBeUndefined();
  const aside = await call(device.updateSimStatus, { mac_address, sim_status: "STANDBY" });
  expect(aside.body).toEqual({ new_sim_status: "STANDBY" });
  expect(await sim()).toBe("STANDBY");
  const ended = await call(device.endPartnerProgram, { mac_address, status: "TERMINATED" });
  expect(ended.body).toEqual({
    new_sim_status: "PENDING_TERMINATION",
    termination_date: Math.floor(sandbox.clock.nowMs() / 1000) + 30 * day,
  });
  sandbox.clock.advance({ days: 29 });
  expect(await sim()).toBe("PENDING_TERMINATION");
  sandbox.clock.advance({ days: 1 });
  expect(await sim()).toBe("TERMINATED");
});

test("only devices of the partner's users, and those that were sent to it, have a SIM that it can end", async () => {
  const sandbox = patientSandbox();
  const { call } = await partner(sandbox);
  const end = async (mac: string): Promise<unknown> =>
    (await call(device.endPartnerProgram, { mac_address: mac, status: "TERMINATED" })).error;
  expect(await end(mac_address)).toBe("Invalid Params: invalid mac_address");
  expect(await end("nothing")).toBe("Invalid Params: invalid mac_address");
  const { call: other, token } = await partner(sandbox, { personId: sandbox.people.find("traveller").id });
  await other(user.link, { mac_addresses: JSON.stringify([mac_address]) }, token);
  expect(await end(mac_address)).toBe("Invalid Params: invalid mac_address");

  await call(dropshipment.createOrder, { order: newOrders("a") });
  sandbox.clock.advance({ days: 2 });
  const { body } = await call(order.getDetail, { customer_ref_ids: '["a"]' });
  const [{ products = [] } = {}] = body?.["orders"] as readonly { readonly products?: readonly Row[] }[];
  const [sent = ""] = products[0]?.["mac_addresses"] as readonly string[];
  expect(await end(sent)).toBeUndefined();
  expect((await call(device.endPartnerProgram, { mac_address: sent, status: "ASLEEP" })).error).toBe(
    "Invalid Params: invalid status",
  );
});

test("features are switched on the model that has them, for the partner's users", async () => {
  const { call, personId } = await partner(patientSandbox());
  const error = async (change: Fields): Promise<string | undefined> => {
    const feature = { userid: String(personId), model: "17", feature_name: "feature_pwv", ...change };
    const [on, off] = [await call(device.enableFeature, feature), await call(device.disableFeature, feature)];
    expect(on).toEqual(off);
    return on.error;
  };
  expect(await error({})).toBeUndefined();
  expect(await error({ feature_name: "feature_sleep_rx", model: "63" })).toBeUndefined();
  expect(await error({ feature_name: "feature_sleep_rx" })).toBe("Invalid Params: invalid model");
  expect(await error({ model: "63" })).toBe("Invalid Params: invalid model");
  expect(await error({ feature_name: "feature_flight" })).toBe("Invalid Params: invalid feature_name");
  expect(await error({ userid: "7" })).toBe("Invalid Params: invalid userid");
});

/** A partner with somebody who wears a ScanWatch. */
async function wearer(): Promise<
  Awaited<ReturnType<typeof partner>> & {
    readonly sandbox: ReturnType<typeof patientSandbox>;
    readonly watch: string;
    readonly now: () => number;
    readonly recorded: (fields?: Fields) => Promise<readonly Row[]>;
  }
> {
  const sandbox = patientSandbox({ partnerRowsPerPage: 10_000 });
  sandbox.clock.stop();
  const self = await partner(sandbox);
  const { devices } = sandbox.people.find("everything");
  const watch = devices.find(({ model }) => model.startsWith("ScanWatch"))?.hash_deviceid ?? "";
  const now = (): number => Math.floor(sandbox.clock.nowMs() / 1000);
  const recorded = async (fields: Fields = {}): Promise<readonly Row[]> => {
    const all = { hash_deviceid: watch, rawdata_type: "1", startdate: "1", enddate: String(now()) };
    return (await self.call(rawdata.get, { ...all, ...fields }, self.token)).body?.[
      "rawdata"
    ] as readonly Row[];
  };
  return { ...self, sandbox, watch, now, recorded };
}

test("a ScanWatch records from when it is told to until it is told not to, in pieces that meet", async () => {
  const { call, token, sandbox, watch, now, recorded } = await wearer();
  const begun = now();
  const recording = { hash_deviceid: watch, rawdata_type: "1" };
  expect(await recorded()).toEqual([]);
  expect((await call(rawdata.activate, recording, token)).status).toBe(0);
  sandbox.clock.advance({ minutes: 5 });
  const pieces = await recorded();
  expect(pieces.map(({ startdate }) => startdate)).toEqual(
    Array.from({ length: 15 }, (_, index) => begun + 20 * index),
  );
  for (const { data, startdate, enddate } of pieces) {
    expect(enddate).toBe(Number(startdate) + 20);
    const lengths = Object.values(data as object).map((samples: readonly number[]) => samples.length);
    expect(new Set(lengths).size).toBe(1);
  }
  expect(Object.keys(pieces[0]?.["data"] as object)).toEqual(["id", "timestamp", "acc_x", "acc_y", "acc_z"]);
  await call(rawdata.deactivate, recording, token);
  sandbox.clock.advance({ minutes: 5 });
  expect(await recorded()).toEqual(pieces);
  const part = { startdate: String(begun + 60), enddate: String(begun + 119) };
  expect((await recorded(part)).map(({ startdate }) => startdate)).toEqual([begun + 60, begun + 80]);
});

test("each sensor records by itself, until the end that was given", async () => {
  const { call, token, sandbox, watch, now, recorded } = await wearer();
  const enddate = String(now() + 60);
  await call(rawdata.activate, { hash_deviceid: watch, rawdata_type: "2", enddate }, token);
  sandbox.clock.advance({ hours: 1 });
  expect(await recorded()).toEqual([]);
  const light = await recorded({ rawdata_type: "2" });
  expect(light).toHaveLength(3);
  expect(Object.keys(light[0]?.["data"] as object)).toContain("ppg_green");
  const late = await call(rawdata.activate, { hash_deviceid: watch, rawdata_type: "1", enddate }, token);
  expect(late.error).toBe("Invalid Params: invalid enddate");
});

test("nothing but a ScanWatch of the person records", async () => {
  const { call, token, sandbox } = await wearer();
  const { devices } = sandbox.people.find("everything");
  const scale = devices.find(({ type }) => type === "Scale")?.hash_deviceid ?? "";
  for (const hash_deviceid of [scale, "nothing"])
    for (const operation of [rawdata.activate, rawdata.deactivate, rawdata.get]) {
      const fields = { hash_deviceid, rawdata_type: "1", startdate: "1", enddate: "2999999999" };
      const { error } = await call(operation, fields, token);
      expect(error).toBe("Invalid Params: invalid hash_deviceid");
    }
});

test("an ECG is read with a signal token and a signature as with a person's token", async () => {
  const sandbox = createSandbox({ duplicateFilter: "off" });
  const { call, token, personId } = await partner(sandbox, { contract: false });
  const { body } = await call(heart.list, {}, token);
  const [{ ecg: { signalid: signalId } = { signalid: 0 } } = {}] = body?.["series"] as readonly {
    readonly ecg?: { readonly signalid: number };
  }[];
  const signal_token = sandbox.issueSignalToken({ personId, signalId });
  const withToken = await call(heart.get, { signalid: String(signalId) }, token);
  expect(withToken.status).toBe(0);
  expect(await call(heart.get, { signal_token })).toEqual(withToken);
  expect((await call(heart.get, { signal_token: "another" })).error).toBe(
    "Invalid Params: invalid signal_token",
  );
  expect((await call(heart.get, { signal_token, signature: "0" })).status).toBe(342);
  expect(() => sandbox.issueSignalToken({ personId, signalId: 7 })).toThrow(/no ECG with this signalId/);
  const answer = await sandbox.fetch(`${sandbox.cloud.apiUrl}/_sandbox/signal-tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ personId, signalId }),
  });
  const issued = (await answer.json()) as { token: string };
  expect(await call(heart.get, { signal_token: issued.token })).toEqual(withToken);
});
