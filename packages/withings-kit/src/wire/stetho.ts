// Printed from contract/stetho.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";

/**
 * One stethoscope sound.
 *
 * @see https://developer.withings.com/api-reference/#tag/stetho/operation/stethov2-get
 */
export const get: WireOperation<GetParameters, GetBody, "bearer"> = {
  service: "stetho v2",
  action: "get",
  path: "/v2/stetho",
  authentication: "bearer",
  scopes: ["user.metrics"],
  reads: true,
  parameters: { signalid: { type: "integer", required: true } },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The recording, from `stetho v2 list`. */
  readonly signalid: number;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The sound, as A-law. Needs the plan Advanced Biomarkers; a device: BeamO or BPM Core. */
  readonly signal: readonly number[];
  /** Samples a second, usually 4000 (Hz). */
  readonly frequency: number;
  /** How long it is (s). */
  readonly duration: number;
  /** How it is encoded; the numbers are not documented. */
  readonly format: number;
  /** How long the signal is; of what is not documented. */
  readonly size: number;
  /** How fine a sample is; in what is not documented. */
  readonly resolution: number;
  /** Channel. */
  readonly channel: number;
  /** The device's model. */
  readonly model: number;
  /** Where on the body. */
  readonly position: number;
  /** What it says of the heart's valves; the numbers are not documented. */
  readonly vhd?: number;
}

/**
 * Stethoscope recordings.
 *
 * @see https://developer.withings.com/api-reference/#tag/stetho/operation/stethov2-list
 */
export const list: WireOperation<ListParameters, ListBody, "bearer"> = {
  service: "stetho v2",
  action: "list",
  path: "/v2/stetho",
  authentication: "bearer",
  scopes: ["user.metrics"],
  reads: true,
  rows: "series",
  parameters: { startdate: "time", enddate: "time", offset: "integer" },
};

/** What {@link list} takes. */
export interface ListParameters {
  /** From when. */
  readonly startdate?: Date | number | undefined;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link list} answers. */
export interface ListBody {
  /** The recordings of this page. */
  readonly series: readonly StethoRecording[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** A recording. */
export interface StethoRecording {
  /** The device's id for this application. */
  readonly hash_deviceid: string | null;
  /** For `stetho v2 get`. */
  readonly signalid: number;
  /** What it says of the heart's valves; the numbers are not documented. */
  readonly vhd?: number;
  /** When it was recorded (Unix s). */
  readonly timestamp: number;
  /** Where the person was. */
  readonly timezone: string;
}
