import { deviceModelName } from "../model/device-model.js";
import { type Device as WireDevice, getDevice } from "../wire/user.js";
import type { DeviceModel } from "./device.js";
import type { Listing } from "./listing.js";
import { type ListOptions, listPaged } from "./paged.js";
import type { PersonCalls } from "./person-calls.js";
import { integerOrNull, momentOrNull, objectOf, othersThan, textOrNull, type Unchecked } from "./row.js";

/** A device of a person. */
export interface Device {
  /** Its id for this application, as rows that it measured have it; null where Withings did not say. */
  readonly id: string | null;
  /** What kind it is, in Withings' words: `Scale`, `Activity Tracker`, `Sleep Monitor`, `Blood Pressure Monitor` and others. */
  readonly type: string | null;
  readonly model: DeviceModel;
  /** `high` is above 75 %, `medium` above 30 %. */
  readonly battery: "high" | "medium" | "low" | "unknown" | (string & {}) | null;
  /** The IANA time zone where it is. */
  readonly timeZone: string | null;
  /** When it was first synchronized; null where Withings does not know. */
  readonly firstSessionAt: Date | null;
  /** When it was last synchronized; null where Withings does not know. */
  readonly lastSessionAt: Date | null;
  /** Only for partners who have a contract with Withings, as the next three. */
  readonly macAddress: string | null;
  readonly firmware: string | null;
  readonly network: string | null;
  readonly lastUsedNetwork: string | null;
  /** The SIM of a cellular device. */
  readonly simStatus: string | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireDevice;
}

/** A person's devices. */
export interface Devices {
  /**
   * Lists the devices that are linked to the account.
   *
   * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-getdevice
   */
  list(options?: ListOptions): Listing<Device>;
}

/** Makes the devices of a person. */
export function createDevices(calls: PersonCalls): Devices {
  return {
    list: (options = {}) =>
      listPaged({
        calls,
        operation: getDevice,
        parameters: () => ({}),
        rows: "devices",
        decode: decodeDevice,
        options,
      }),
  };
}

const others = othersThan(
  "type model model_id modelid battery deviceid hash_deviceid timezone first_session_date last_session_date sim_status mac_address fw network last_used_network",
);

function decodeDevice(value: unknown): Device {
  const row: Unchecked<WireDevice> & { readonly modelid?: unknown } = objectOf(value, "the device");
  const code = integerOrNull(row.model_id, "model_id") ?? integerOrNull(row.modelid, "modelid");
  const unknown = others(row);
  return {
    id: textOrNull(row.hash_deviceid, "hash_deviceid") ?? textOrNull(row.deviceid, "deviceid"),
    type: textOrNull(row.type, "type"),
    model: {
      name: textOrNull(row.model, "model") ?? (code === null ? null : deviceModelName(code)),
      code,
    },
    battery: textOrNull(row.battery, "battery"),
    timeZone: textOrNull(row.timezone, "timezone"),
    firstSessionAt: momentOrNull(row.first_session_date, "first_session_date"),
    lastSessionAt: momentOrNull(row.last_session_date, "last_session_date"),
    macAddress: textOrNull(row.mac_address, "mac_address"),
    firmware: textOrNull(row.fw, "fw"),
    network: textOrNull(row.network, "network"),
    lastUsedNetwork: textOrNull(row.last_used_network, "last_used_network"),
    simStatus: textOrNull(row.sim_status, "sim_status"),
    ...(unknown && { others: unknown }),
  };
}
