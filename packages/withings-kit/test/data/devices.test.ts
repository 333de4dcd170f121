import { describe, expect, test } from "vitest";
import type { Device } from "withings-kit";
import { enumerations } from "withings-kit/contract";
import { user } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, guest, parametersOf, readingFrom, refusal } from "./support/reading.js";
import { partner } from "./support/partner.js";
import { nothingStrange } from "./support/wire-rows.js";

const row = {
  type: "Scale",
  battery: "high",
  model: "Body Scan",
  model_id: 10,
  timezone: "Europe/Amsterdam",
  first_session_date: 1_693_000_000,
  last_session_date: 1_764_000_000,
  deviceid: "0a1b",
  hash_deviceid: "9f8e",
};

const list = (devices: unknown): string => answer({ devices });

async function first(changes: object = {}): Promise<Device> {
  const { connection } = await readingFrom([list([{ ...row, ...changes }])]);
  const [device] = await connection.devices.list({ onStrangeRow: nothingStrange }).toArray();
  if (device === undefined) throw new Error("There is no device.");
  return device;
}

describe("a device", () => {
  test("has its id, kind, model, battery, zone and when it was synchronized", async () => {
    expect(await first()).toEqual({
      id: "9f8e",
      type: "Scale",
      model: { name: "Body Scan", code: 10 },
      battery: "high",
      timeZone: "Europe/Amsterdam",
      firstSessionAt: new Date("2023-08-25T21:46:40Z"),
      lastSessionAt: new Date("2025-11-24T16:00:00Z"),
      macAddress: null,
      firmware: null,
      network: null,
      lastUsedNetwork: null,
      simStatus: null,
    });
  });

  test("has what only partners are told", async () => {
    const partner = {
      mac_address: "00:24:e4:12:34:56",
      fw: "2741",
      network: "cellular",
      last_used_network: "wifi",
      sim_status: "STANDBY",
    };
    expect(await first(partner)).toMatchObject({
      macAddress: "00:24:e4:12:34:56",
      firmware: "2741",
      network: "cellular",
      lastUsedNetwork: "wifi",
      simStatus: "STANDBY",
    });
    expect((await first({ fw: 2741 })).firmware).toBe("2741");
  });

  test.each(["high", "medium", "low", "unknown", "dead"])(
    "quirk: the battery may be unknown, and is told in whatever word comes: %s",
    async (battery) => {
      expect((await first({ battery })).battery).toBe(battery);
    },
  );

  test("quirk: first and last session are null, and anything may be absent", async () => {
    expect(await first({ first_session_date: null, last_session_date: null })).toMatchObject({
      firstSessionAt: null,
      lastSessionAt: null,
    });
    const { connection } = await readingFrom([list([{}])]);
    const [nothing] = await connection.devices.list({ onStrangeRow: nothingStrange }).toArray();
    expect(nothing).toEqual({
      id: null,
      type: null,
      model: { name: null, code: null },
      battery: null,
      timeZone: null,
      firstSessionAt: null,
      lastSessionAt: null,
      macAddress: null,
      firmware: null,
      network: null,
      lastUsedNetwork: null,
      simStatus: null,
    });
  });

  test("quirk: an empty model is named by its number, and so is one that only has modelid", async () => {
    expect((await first({ model: "", model_id: 21 })).model).toEqual({
      name: "Smart Baby Monitor",
      code: 21,
    });
    const modelid = { model: null, model_id: undefined, modelid: 44 };
    expect((await first(modelid)).model).toEqual({ name: "BPM Core", code: 44 });
    expect((await first({ model: "", model_id: 696_969 })).model).toEqual({ name: null, code: 696_969 });
    expect((await first({ model: "New", model_id: 696_969 })).model).toEqual({ name: "New", code: 696_969 });
  });

  test("quirk: Sleep Analyzer says that it is an Aura Sensor V2, and is not called otherwise", async () => {
    const model = { name: "Aura Sensor V2", code: 63 };
    expect((await first({ model: "Aura Sensor V2", model_id: 63 })).model).toEqual(model);
    expect((await first({ model: "", model_id: 63 })).model).toEqual(model);
  });

  test.each(enumerations.deviceModel)(
    "of model $value is called $meaning, as in the reference",
    async ({ value, meaning }) => {
      expect((await first({ model: "", model_id: value })).model).toEqual({ name: meaning, code: value });
    },
  );

  test("quirk: deviceid is a number in contract examples, and hash_deviceid is preferred", async () => {
    expect((await first({ deviceid: 892_359_876 })).id).toBe("9f8e");
    expect((await first({ deviceid: 892_359_876, hash_deviceid: undefined })).id).toBe("892359876");
    expect((await first({ deviceid: "0a1b", hash_deviceid: null })).id).toBe("0a1b");
  });

  test("gives what came beside that it does not know, and its row where that is asked for", async () => {
    expect(await first({ color: "black" })).toMatchObject({ others: { color: "black" } });
    expect(await first()).not.toHaveProperty("others");
    expect(await first()).not.toHaveProperty("raw");
    const { connection } = await readingFrom([list([row])]);
    const [device] = await connection.devices.list({ raw: true }).toArray();
    expect(device?.raw).toEqual(row);
  });
});

describe("devices.list", () => {
  test("asks once, without parameters, and the first page is all that there is", async () => {
    const { connection, sent } = await readingFrom([list([row, { ...row, hash_deviceid: "7d6c" }])]);
    const page = await connection.devices.list();
    expect([page.items.map(({ id }) => id), page.more]).toEqual([["9f8e", "7d6c"], false]);
    expect(sent.map(parametersOf)).toEqual([{}]);
    expect(sent[0]?.url).toMatch(/\/v2\/user$/);
    expect(sent[0]?.form.get("action")).toBe("getdevice");
  });

  test("quirk: one device stands where a list is expected, or none at all", async () => {
    for (const [devices, count] of [
      [row, 1],
      [[], 0],
      [{}, 0],
      [null, 0],
      [undefined, 0],
    ] as const) {
      const { connection } = await readingFrom([list(devices)]);
      expect(await connection.devices.list({ onStrangeRow: nothingStrange }).toArray()).toHaveLength(count);
    }
  });

  test.each([
    ["the device is no object", 7],
    ["last_session_date is no number", { ...row, last_session_date: "yesterday" }],
    ["model_id is no whole number", { ...row, model_id: 1.5 }],
    ["hash_deviceid is no text", { ...row, hash_deviceid: { id: 1 } }],
  ])("hands over a row of which %s, and the rest arrives", async (reason, strange) => {
    const reading = await readingFrom([list([row, strange, row])]);
    const { onStrangeRow } = reading;
    expect(await reading.connection.devices.list({ onStrangeRow }).toArray()).toHaveLength(2);
    expect(reading.strange).toEqual([{ operation: "user v2 getdevice", reason, row: strange }]);
  });

  test("quirk: without the scope user.info Withings answers 403, and the error names what is missing", async () => {
    const { connection } = await readingFrom([
      refusal(403, "XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges"),
    ]);
    expect(await failure(connection.devices.list().toArray())).toMatchObject({
      code: "scope_missing",
      operation: "user v2 getdevice",
      scopes: ["user.info"],
    });
  });
});

describe.each(["everything", "household", "import", "late", "strange", "traveller", "nothing"] as const)(
  "of somebody whose story is %s, devices",
  (story) => {
    test("are those that the person has", async () => {
      const { connection, sandbox, personId } = await guest(story);
      const devices = await connection.devices.list({ raw: true, onStrangeRow: nothingStrange }).toArray();
      const sent = await connection.call(user.getDevice, {});
      expect(devices.map(({ raw }) => raw)).toEqual(sent.devices);
      const owned = sandbox.people.get(personId)?.devices ?? [];
      expect(devices.map(({ id, type, timeZone }) => [id, type, timeZone])).toEqual(
        owned.map(({ hash_deviceid, type, timezone }) => [hash_deviceid, type, timezone]),
      );
      expect(devices.map(({ model }) => model.code)).toEqual(owned.map(({ model_id }) => model_id));
      for (const [index, { model, battery, firstSessionAt, lastSessionAt }] of devices.entries()) {
        const from = sent.devices[index];
        if (from === undefined) throw new Error("A row is missing.");
        if (from.model !== "") expect(model.name).toBe(from.model);
        else expect(model.name).toBe("Smart Baby Monitor");
        expect(battery).toBe(from.battery);
        const seconds = [firstSessionAt, lastSessionAt].map((at) => at && at.getTime() / 1000);
        expect(seconds).toEqual([from.first_session_date, from.last_session_date]);
      }
      expect(devices.length > 0).toBe(story !== "nothing");
    });
  },
);

test("of a partner with a contract, devices have addresses, firmware and networks", async () => {
  const { connection } = await partner();
  const devices = await connection.devices.list({ raw: true }).toArray();
  expect(devices.length).toBeGreaterThan(0);
  for (const { macAddress, firmware, network, lastUsedNetwork, raw } of devices) {
    expect(macAddress).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    expect([macAddress, firmware, network, lastUsedNetwork]).toEqual([
      raw?.mac_address,
      raw?.fw,
      raw?.network,
      raw?.last_used_network,
    ]);
  }
});
