import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { profileOf } from "./profile.js";
import { findUser, givenJson, givenNumber, isTrue } from "./read.js";

/** Numbers of kinds of devices, as Withings' former reference had them. */
const typeNumbers: Readonly<Record<string, number>> = {
  Scale: 1,
  Babyphone: 2,
  "Blood Pressure Monitor": 4,
  "Activity Tracker": 16,
  "Sleep Monitor": 32,
  "Smart Connected Thermometer": 64,
};

/** Adds a user to remote patient monitoring. */
export function addToRpm(call: Call): Answer {
  const person = findUser(call, givenNumber(call, "userid"));
  if (person === undefined) return invalid("userid");
  const program = givenNumber(call, "programid") ?? 0;
  if (program <= 0) return invalid("programid");
  const { preflang } = profileOf(call.context, person);
  const { devices } = person;
  const { data } = call.context;
  return success({
    user: {
      preflang,
      height: { value_measure: data.life(person).body.heightCm, unit_measure: -2, type_measure: 4 },
      sms_reminder: false,
      sms_onboarding: isTrue(call, "sms_onboarding"),
      assistance_onboarding: isTrue(call, "assistance_onboarding"),
      category: givenNumber(call, "category") ?? 0,
      device_types: [...new Set(devices.flatMap(({ type }) => typeNumbers[type] ?? []))],
      device_models: [...new Set(devices.map(({ model_id }) => model_id))],
      external_ids: givenJson(call, "external_ids") ?? [],
      sms_notification: false,
      icd_codes: givenJson(call, "icdcodeids") ?? [],
      userid: person.id,
    },
    program: { id: program, cohortid: program, name: `Programme ${program}`, timezone: person.timezone },
  });
}
