import { advancedTypes, basicTypes, type Measure } from "../data/measure.js";
import { findGroup, listGroups, type ListedGroup } from "../data/measure-list.js";
import type { Group } from "../data/groups.js";
import type { Row } from "../data/row.js";
import type { Behaviour } from "../options.js";
import { type Answer, invalid, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { pageOf, readOffset } from "./paging.js";
import type { Parameters } from "./parameters.js";
import { personOf } from "./person.js";
import { readChangedSince, readPeriod } from "./period.js";

/** Measure groups, the newest first. */
export function getMeas(call: BearerCall): Answer {
  const { context, parameters } = call;
  const { options, data } = context;
  const offset = readOffset(parameters);
  if (typeof offset !== "number") return offset;
  const source = data.measures(personOf(call));
  const types = wantedTypes(parameters, options);
  const category = parameters.get("category") || undefined;
  const changedSince = readChangedSince(parameters, options);
  const flagged = options.deletedMeasures === "flagged" && changedSince !== undefined;
  const isWanted = (group: ListedGroup): boolean =>
    (flagged || !group.deleted) &&
    (category === undefined || group.category === Number(category)) &&
    (types === undefined || group.holds(types));

  const groups = listGroups(source, {
    ...readPeriod(parameters, options),
    ...(changedSince === undefined ? {} : { changedSince }),
  });
  const { rows, more, next } = pageOf(filter(groups, isWanted), { offset, size: options.measuresPerPage });
  const specified = options.measureShape === "specified";
  const { now, life } = source;
  return success({
    updatetime: specified ? String(now) : now,
    timezone: life.zone(Math.floor(now / 86_400)),
    measuregrps: rows.map((group) => write(group, { types, options })),
    ...(specified ? { more, offset: next } : more ? { more: 1, offset: next } : {}),
  });
}

function* filter<T>(values: Iterable<T>, isWanted: (value: T) => boolean): Generator<T> {
  for (const value of values) if (isWanted(value)) yield value;
}

/** The types that are asked for and may be seen; `undefined` for all. */
function wantedTypes(parameters: Parameters, { plan }: Behaviour): ReadonlySet<number> | undefined {
  const given = parameters.get("meastypes") || parameters.get("meastype") || undefined;
  const asked = given === undefined ? undefined : given.split(",").map(Number);
  if (plan === "advanced") return asked && new Set(asked);
  return asked === undefined ? basicTypes : new Set(asked.filter((type) => !advancedTypes.has(type)));
}

interface Writing {
  readonly types: ReadonlySet<number> | undefined;
  readonly options: Behaviour;
}

function write(listed: ListedGroup, { types, options }: Writing): Row {
  const row = inShape(listed.group(), options);
  if (listed.deleted) return { ...row, measures: [], is_deleted: true };
  const { measures, ...rest } = listed.twist?.(row) ?? row;
  const held = measures as readonly Measure[];
  return { ...rest, measures: types === undefined ? held : held.filter(({ type }) => types.has(type)) };
}

function inShape({ modelid, model, timezone, ...group }: Group, options: Behaviour): Row {
  return {
    ...group,
    [options.measureShape === "specified" ? "model_id" : "modelid"]: modelid,
    model,
    comment: null,
    ...(options.rowTimezones ? { timezone } : {}),
  };
}

/** Says whose a group is that a scale was not sure of. */
export function confirmUser(call: BearerCall): Answer {
  const { context, parameters } = call;
  const person = personOf(call);
  const source = context.data.measures(person);
  const group = findGroup(source, Number(parameters.get("grpid")));
  if (group === undefined || group.deleted || group.candidates.length === 0) return invalid("grpid");
  const { ledger, now } = source;
  const before = ledger.decision(group.grpid);
  const isTheirs = /^(?:1|true)$/.test(parameters.get("is_confirmed") ?? "");
  ledger.decide(
    group.grpid,
    isTheirs
      ? { at: now, owner: person.id, notOf: new Set() }
      : { at: now, notOf: new Set([...(before?.notOf ?? []), person.id]) },
  );
  for (const userid of [person.id, ...group.candidates])
    context.tellDataChanged({ userid, appli: 1, startdate: group.date, enddate: group.date + 1 });
  return success({});
}
