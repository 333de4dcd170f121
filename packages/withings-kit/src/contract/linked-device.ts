import type { ObjectField, PlainField } from "./field.js";
import { integer, object, text, time, timezone } from "./fields.js";

const model = text("model in words", { note: "Empty was seen." });
const modelId = integer("model", { enumeration: "deviceModel" });
const type = text("kind of device", { enumeration: "deviceType" });
const battery = text("how full the battery is", {
  enumeration: "battery",
  note: "high above 75 %, medium above 30 %. `unknown` was seen.",
});
const lastSession = time("when it was last synchronized", { nullable: true });

const forPartners = (summary: string): PlainField =>
  text(summary, { optional: true, needs: { plan: "contract" } });

/** A device, as its user's account has it. */
export const device: ObjectField = object(
  {
    type,
    model,
    model_id: modelId,
    battery,
    deviceid: text("the device: 40 hexadecimal digits"),
    hash_deviceid: text("the device's id for this application"),
    timezone: timezone("where it is"),
    first_session_date: time("when it was first synchronized", { nullable: true }),
    last_session_date: lastSession,
    sim_status: text("the SIM of a cellular device", { enumeration: "simStatus", optional: true }),
    mac_address: forPartners("MAC address"),
    fw: forPartners("firmware"),
    network: forPartners("kind of network"),
    last_used_network: forPartners("network used last"),
  },
  { name: "Device", summary: "a device" },
);

/** A device, as it is told to the partner who links it. */
export const installedDevice: ObjectField = object(
  {
    mac_address: text("MAC address"),
    type,
    model,
    model_id: modelId,
    battery,
    deviceid: text("the device: 40 hexadecimal digits"),
    timezone: timezone("where it is"),
    last_session_date: lastSession,
    serial_number: text("serial number", { optional: true }),
  },
  { name: "InstalledDevice", summary: "a device that was linked" },
);
