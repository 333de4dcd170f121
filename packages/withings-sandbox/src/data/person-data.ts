import { InvalidInput } from "../checks.js";
import type { Device } from "../state/index.js";
import type { Changes } from "./changes.js";
import { weighingMeasures } from "./composition.js";
import type { Group } from "./groups.js";
import { findGroup, type ListedGroup, type MeasureSource } from "./measure-list.js";
import {
  type NewMeasure,
  type NewMeasureGroup,
  type NewWeighIn,
  notificationCategoryOf,
  readMeasures,
  readMoment,
  readWeight,
} from "./new-measures.js";
import { dayAt } from "./zones.js";

/** The data of one person, to be added to and changed while the sandbox runs. Each change tells the subscriptions. */
export interface PersonData {
  /**
   * A weigh-in: with the body composition that this person's scale would find, or typed in where they have none.
   *
   * @returns the id of the group, `grpid`.
   * @throws RangeError that says what is allowed.
   */
  weighIn(weighIn: NewWeighIn): number;
  /**
   * Adds measures.
   *
   * @returns the id of the group, `grpid`.
   * @throws RangeError that says what is allowed.
   */
  add(group: NewMeasureGroup): number;
  /**
   * Puts other measures in the place of a group's, as somebody does who corrects what they typed. `modified` becomes now.
   *
   * @throws RangeError when the person has no such group.
   */
  edit(grpid: number, measures: readonly NewMeasure[]): void;
  /**
   * Deletes a group.
   *
   * @throws RangeError when the person has no such group.
   */
  delete(grpid: number): void;
}

/** What a person's data are made from. */
export interface PersonDataParts {
  /** The person's measures as they are when it is called. */
  readonly source: () => MeasureSource;
  readonly changes: Changes;
}

/** {@link PersonData} of one person. */
export function personData({ source, changes }: PersonDataParts): PersonData {
  const tell = (userid: number, { date, measures }: Pick<Group, "date" | "measures">): void => {
    for (const appli of new Set(measures.map(({ type }) => notificationCategoryOf(type))))
      changes.tell({ userid, appli, startdate: date, enddate: date + 1 });
  };
  const store = (from: MeasureSource, group: NewGroup): number => {
    const { life, ledger, now } = from;
    const { device, date, ...rest } = group;
    const grpid = ledger.freshId();
    ledger.add(life.person.id, {
      ...rest,
      ...originOf(device),
      grpid,
      date,
      created: now,
      modified: now,
      timezone: life.zone(dayAt(life.person.timezone, date)),
    });
    tell(life.person.id, group);
    return grpid;
  };
  const correct = (grpid: number, changed: Pick<NewGroup, "measures"> | { readonly deleted: true }): void => {
    const { life, ledger, now } = source();
    const { date, measures } = existing(source(), grpid).group();
    ledger.correct(life.person.id, grpid, { at: now, ...changed });
    tell(life.person.id, {
      date,
      measures: "measures" in changed ? [...measures, ...changed.measures] : measures,
    });
  };

  return {
    weighIn: ({ kg, date }) => {
      const from = source();
      const { life } = from;
      const at = readMoment(date, from.now);
      const day = dayAt(life.person.timezone, at);
      return store(from, {
        attrib: life.gear.scale === undefined ? 2 : 0,
        date: at,
        category: 1,
        device: life.gear.scale,
        measures: weighingMeasures(life, { day }, readWeight(kg)),
      });
    },

    add: ({ measures, date, deviceid, attrib, category = 1 }) => {
      const from = source();
      const device = from.life.person.devices.find((each) => each.deviceid === deviceid);
      if (deviceid !== undefined && device === undefined)
        throw new InvalidInput(
          "The person has no device with this id. user v2 getdevice lists those that there are.",
        );
      return store(from, {
        attrib: attrib ?? (device === undefined ? 2 : 0),
        date: readMoment(date, from.now),
        category,
        device,
        measures: readMeasures(measures),
      });
    },

    edit: (grpid, measures) => {
      correct(grpid, { measures: readMeasures(measures) });
    },
    delete: (grpid) => {
      correct(grpid, { deleted: true });
    },
  };
}

interface NewGroup extends Pick<Group, "attrib" | "date" | "category" | "measures"> {
  readonly device: Device | undefined;
}

type Origin = Pick<Group, "deviceid" | "hash_deviceid" | "modelid" | "model">;

const originOf = (device: Device | undefined): Origin => ({
  deviceid: device?.deviceid ?? null,
  hash_deviceid: device?.hash_deviceid ?? null,
  modelid: device?.model_id ?? null,
  model: device?.model ?? null,
});

function existing(source: MeasureSource, grpid: number): ListedGroup {
  const group = findGroup(source, grpid);
  if (group === undefined || group.deleted)
    throw new InvalidInput(
      `The person has no measure group ${grpid}. measure getmeas lists those that there are.`,
    );
  return group;
}
