import type { Fields } from "./field.js";
import type { Choice } from "./operation.js";
import type { Parameter, Parameters } from "./parameter.js";

/** A period of days, or what changed since a moment. */
export const daysOrChanges: Parameters = {
  startdateymd: {
    type: "day",
    required: "conditional",
    summary:
      "first day, in the person's own time zone. Ask for a day more on either side when another one is meant",
  },
  enddateymd: { type: "day", required: "conditional", summary: "last day, in the person's own time zone" },
  lastupdate: {
    type: "time",
    required: "conditional",
    summary:
      "only rows that were created or changed since. 0 gives all. For a copy that is kept current: the greatest `modified` in it",
  },
};

/** The choice between them. */
export const daysOrChangesChoice: Choice = [["startdateymd", "enddateymd"], ["lastupdate"]];

/** A period of time, both ends optional. */
export const period: Parameters = {
  startdate: { type: "time", required: false, summary: "from when" },
  enddate: { type: "time", required: false, summary: "until when" },
};

/** The cursor of operations that turn pages. */
export const offset: Parameter = {
  type: "integer",
  required: false,
  summary: "`offset` of the page before; left out for the first page",
};

/** The fields that an answer brings when they are asked for by name. */
export function dataFields(fields: Fields, summary: string): Parameter {
  const names = Object.entries(fields).flatMap(([name, { asked }]) => (asked === undefined ? [] : [name]));
  return { type: "strings", required: false, values: names, summary };
}

/** A Withings user. */
export const userid: Parameter = { type: "id", required: true, summary: "Withings' id of the user" };

/** A device by its address on the network. */
export const macAddress: Parameter = {
  type: "string",
  required: true,
  summary: "the device's MAC address, such as 00:24:e4:aa:bb:cc",
};
