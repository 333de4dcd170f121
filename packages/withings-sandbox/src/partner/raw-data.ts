import { type Answer, invalid, success } from "../api/answer.js";
import type { BearerCall } from "../api/call.js";
import { personOf } from "../api/person.js";
import { readPeriod } from "../api/period.js";
import type { Device } from "../state/index.js";
import { given, givenNumber, listPage, recordsOf } from "./read.js";
import { chunkSeconds, samplesOf, sensorNames } from "./raw-samples.js";
import type { Recording } from "./records.js";

/** Has a watch record what its sensors see. */
export function activateRawData(call: BearerCall): Answer {
  const device = findWatch(call);
  if (device === undefined) return invalid("hash_deviceid");
  const now = call.context.data.now();
  const to = givenNumber(call, "enddate") ?? Infinity;
  if (to <= now) return invalid("enddate");
  const type = typeOf(call);
  // Whoever asks again says anew until when.
  const running = runningOn(call, device).find((recording) => recording.type === type);
  if (running === undefined) recordsOf(call).recordings.push({ ...whose(call, device), type, from: now, to });
  else running.to = to;
  return success({});
}

/** Ends that, for one sensor or for both. */
export function deactivateRawData(call: BearerCall): Answer {
  const device = findWatch(call);
  if (device === undefined) return invalid("hash_deviceid");
  const type = givenNumber(call, "rawdata_type");
  for (const recording of runningOn(call, device))
    if (type === undefined || recording.type === type) recording.to = call.context.data.now();
  return success({});
}

/** What was recorded, in pieces. */
export function getRawData(call: BearerCall): Answer {
  const device = findWatch(call);
  if (device === undefined) return invalid("hash_deviceid");
  const { from, to } = readPeriod(call.parameters, call.context.options);
  const period = { from, to: Math.min(to, call.context.data.now()) };
  const type = typeOf(call);
  const recordings = ofWatch(call, device).filter((recording) => recording.type === type);
  return listPage(call, { name: "rawdata", rows: chunks(recordings, period) });
}

function* chunks(
  recordings: readonly Recording[],
  { from, to }: { readonly from: number; readonly to: number },
): Generator<() => object> {
  for (const recording of recordings) {
    const end = Math.min(recording.to, to);
    const first = Math.max(0, Math.ceil((from - recording.from) / chunkSeconds));
    for (
      let startdate = recording.from + first * chunkSeconds;
      startdate + chunkSeconds <= end;
      startdate += chunkSeconds
    )
      yield () => chunk(recording, startdate);
  }
}

function chunk({ deviceId, type }: Recording, startdate: number): object {
  return {
    data: samplesOf(type, startdate),
    hash_deviceid: deviceId,
    type,
    format_version: 1,
    firmware_version: 2991,
    sensor_name: sensorNames[type],
    startdate,
    enddate: startdate + chunkSeconds,
  };
}

const typeOf = (call: BearerCall): 1 | 2 => (givenNumber(call, "rawdata_type") === 2 ? 2 : 1);

/** The person's ScanWatch with this id: nothing else can do it. */
const findWatch = (call: BearerCall): Device | undefined =>
  personOf(call).devices.find(
    ({ hash_deviceid, model }) =>
      hash_deviceid === given(call, "hash_deviceid") && model.startsWith("ScanWatch"),
  );

const whose = (
  { pair }: BearerCall,
  { hash_deviceid }: Device,
): Pick<Recording, "personId" | "deviceId"> => ({
  personId: pair.personId,
  deviceId: hash_deviceid,
});

const ofWatch = (call: BearerCall, { hash_deviceid }: Device): readonly Recording[] =>
  recordsOf(call).recordings.filter(
    ({ personId, deviceId }) => personId === call.pair.personId && deviceId === hash_deviceid,
  );

const runningOn = (call: BearerCall, device: Device): readonly Recording[] =>
  ofWatch(call, device).filter(({ to }) => to > call.context.data.now());
