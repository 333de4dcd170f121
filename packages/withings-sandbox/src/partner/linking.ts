import { type Answer, invalid, success } from "../api/answer.js";
import type { BearerCall } from "../api/call.js";
import { personOf } from "../api/person.js";
import type { SandboxContext } from "../context.js";
import type { Device, Person } from "../state/index.js";
import { type Hardware, isMac, normalMac } from "./hardware.js";
import { given, givenJson } from "./read.js";

/** Links devices to the person by their MAC addresses. */
export function link(call: BearerCall): Answer {
  const wanted = givenJson(call, "mac_addresses") as readonly string[];
  const person = personOf(call);
  if (!canLink(call.context, { macAddresses: wanted, person })) return invalid("mac_addresses");
  return success({ devices: linkDevices(call.context, { person, macAddresses: wanted }) });
}

/** Takes a device off the person's account. */
export function unlink(call: BearerCall): Answer {
  const { context } = call;
  const person = personOf(call);
  const macAddress = normalMac(given(call, "mac_address") ?? "");
  const devices = person.devices.filter(
    (device) => normalMac(context.partner.hardware.macAddressOf(device)) !== macAddress,
  );
  if (devices.length === person.devices.length) return invalid("mac_address");
  context.state.people.replace({ ...person, devices });
  return success({});
}

/** Whether these are MAC addresses, and none is of somebody else's device. */
export function canLink(
  context: SandboxContext,
  { macAddresses, person }: { readonly macAddresses: readonly string[]; readonly person?: Person },
): boolean {
  return macAddresses.every((macAddress) => {
    if (!isMac(macAddress)) return false;
    const owner = findOwner(context, macAddress);
    return owner === undefined || owner.id === person?.id;
  });
}

/** Whose device is at a MAC address. */
export function findOwner({ state, partner }: SandboxContext, macAddress: string): Person | undefined {
  const wanted = normalMac(macAddress);
  return state.people
    .list()
    .find(({ devices }) => devices.some((device) => partner.hardware.macAddressOf(device) === wanted));
}

/** Links devices, and gives them as the partner is told of them. What is linked already stays as it is. */
export function linkDevices(
  context: SandboxContext,
  { person, macAddresses }: { readonly person: Person; readonly macAddresses: readonly string[] },
): readonly object[] {
  const { partner, state, data } = context;
  const wanted = [...new Set(macAddresses.map(normalMac))];
  const existing = (macAddress: string): Device | undefined =>
    person.devices.find((device) => partner.hardware.macAddressOf(device) === macAddress);
  const fresh = wanted
    .filter((macAddress) => existing(macAddress) === undefined)
    .map((macAddress) => unpacked(partner.hardware.at(macAddress), { person, now: data.now() }));
  const { devices } = state.people.replace({ ...person, devices: [...person.devices, ...fresh] });
  return wanted.flatMap((macAddress) => {
    const device = devices.find((each) => partner.hardware.macAddressOf(each) === macAddress);
    return device === undefined ? [] : [installed(context, device)];
  });
}

/** It synchronises for the first time as it is linked, and measures from then on. */
function unpacked(
  { deviceid, type, model, model_id }: Hardware,
  { person, now }: { readonly person: Person; readonly now: number },
): Device {
  return {
    type,
    model,
    model_id,
    battery: "high",
    deviceid,
    hash_deviceid: deviceid,
    timezone: person.timezone,
    first_session_date: now,
    last_session_date: now,
  };
}

function installed({ partner }: SandboxContext, device: Device): object {
  const macAddress = partner.hardware.macAddressOf(device);
  const { type, model, model_id, battery, deviceid, timezone, last_session_date } = device;
  return {
    mac_address: macAddress,
    type,
    model,
    model_id,
    battery,
    deviceid,
    timezone,
    last_session_date,
    serial_number: partner.hardware.at(macAddress).serialNumber,
  };
}

/** What `user v2 getdevice` tells partners besides. */
export function partnerFacts({ partner, data }: SandboxContext, device: Device): object {
  const macAddress = partner.hardware.macAddressOf(device);
  const sim = partner.hardware.simOf(macAddress, data.now());
  return {
    mac_address: macAddress,
    fw: "2991",
    network: "wifi",
    last_used_network: "wifi",
    ...(sim === undefined ? {} : { sim_status: sim.status }),
  };
}
