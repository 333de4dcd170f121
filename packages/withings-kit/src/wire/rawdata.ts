// Printed from contract/rawdata.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";

/**
 * Starts the recording of raw sensor data.
 * Only for partners who have a contract with Withings.
 * Only on ScanWatch. Its other features stop, and its battery lasts a quarter to a seventh as long.
 *
 * @see https://developer.withings.com/api-reference/#tag/rawdata/operation/rawdatav2-activate
 */
export const activate: WireOperation<ActivateParameters, ActivateBody, "bearer"> = {
  service: "rawdata v2",
  action: "activate",
  path: "/v2/rawdata",
  authentication: "bearer",
  parameters: {
    hash_deviceid: { type: "string", required: true },
    rawdata_type: { type: "integer", required: true, values: "1,2" },
    enddate: "time",
  },
};

/** What {@link activate} takes. */
export interface ActivateParameters {
  /** The device's `hash_deviceid`, from `user v2 getdevice`. */
  readonly hash_deviceid: string;
  /** 1 accelerometer, 2 optical sensor. */
  readonly rawdata_type: 1 | 2;
  /** Until when. */
  readonly enddate?: Date | number | undefined;
}

/** What {@link activate} answers: nothing. */
export type ActivateBody = EmptyBody;

/**
 * Ends the recording of raw sensor data.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/rawdata/operation/rawdatav2-deactivate
 */
export const deactivate: WireOperation<DeactivateParameters, DeactivateBody, "bearer"> = {
  service: "rawdata v2",
  action: "deactivate",
  path: "/v2/rawdata",
  authentication: "bearer",
  parameters: {
    hash_deviceid: { type: "string", required: true },
    rawdata_type: { type: "integer", values: "1,2" },
  },
};

/** What {@link deactivate} takes. */
export interface DeactivateParameters {
  /** The device's `hash_deviceid`, from `user v2 getdevice`. */
  readonly hash_deviceid: string;
  /** 1 accelerometer, 2 optical sensor. */
  readonly rawdata_type?: 1 | 2 | undefined;
}

/** What {@link deactivate} answers: nothing. */
export type DeactivateBody = EmptyBody;

/**
 * Raw sensor data.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/rawdata/operation/rawdatav2-get
 */
export const get: WireOperation<GetParameters, GetBody, "bearer"> = {
  service: "rawdata v2",
  action: "get",
  path: "/v2/rawdata",
  authentication: "bearer",
  reads: true,
  rows: "rawdata",
  parameters: {
    hash_deviceid: { type: "string", required: true },
    rawdata_type: { type: "integer", required: true, values: "1,2" },
    startdate: { type: "time", required: true },
    enddate: { type: "time", required: true },
    offset: "integer",
  },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The device's `hash_deviceid`, from `user v2 getdevice`. */
  readonly hash_deviceid: string;
  /** 1 accelerometer, 2 optical sensor. */
  readonly rawdata_type: 1 | 2;
  /** From when. */
  readonly startdate: Date | number;
  /** Until when. */
  readonly enddate: Date | number;
  /** `offset` of the page before; left out for the first page. */
  readonly offset?: number | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The pieces of this page. */
  readonly rawdata: readonly RawChunk[];
  /** Whether there is another page. */
  readonly more?: boolean | 0 | 1;
  /** Where the next page begins: the parameter `offset` of the next call. */
  readonly offset?: number;
}

/** A piece of a recording. */
export interface RawChunk {
  /** Lists of equal length: acceleration or light. */
  readonly data: RawSamples | string;
  /** The device's id for this application. */
  readonly hash_deviceid: string;
  /** 1 accelerometer, 2 optical sensor. */
  readonly type: number;
  /** Version of the format. */
  readonly format_version: number;
  /** Version of the firmware. */
  readonly firmware_version: number;
  /** The sensor. */
  readonly sensor_name: string;
  /** When it began (Unix s). */
  readonly startdate: number;
  /** When it ended (Unix s). */
  readonly enddate: number;
}

/** Lists of equal length: acceleration or light. */
export interface RawSamples {
  /** Numbers of the samples. */
  readonly id?: readonly number[];
  /** When the samples were taken. */
  readonly timestamp?: readonly number[];
  /** Acceleration along the axis x, up to 4 g either way; a step is some 2 mg. */
  readonly acc_x?: readonly number[];
  /** Acceleration along the axis y, up to 4 g either way; a step is some 2 mg. */
  readonly acc_y?: readonly number[];
  /** Acceleration along the axis z, up to 4 g either way; a step is some 2 mg. */
  readonly acc_z?: readonly number[];
  /** How much green light came back; the scale is not documented. */
  readonly ppg_green?: readonly number[];
  /** How much infrared light came back; the scale is not documented. */
  readonly ppg_ir?: readonly number[];
  /** How much red light came back; the scale is not documented. */
  readonly ppg_red?: readonly number[];
  /** Range to which the gain control set the converter for green light. */
  readonly agc_green_adc_range?: readonly number[];
  /** Current that the gain control gave the green lamp. */
  readonly agc_green_current_ua?: readonly number[];
  /** Range to which the gain control set the converter for infrared light. */
  readonly agc_ir_adc_range?: readonly number[];
  /** Current that the gain control gave the infrared lamp. */
  readonly agc_ir_current_ua?: readonly number[];
  /** Range to which the gain control set the converter for red light. */
  readonly agc_red_adc_range?: readonly number[];
  /** Current that the gain control gave the red lamp. */
  readonly agc_red_current_ua?: readonly number[];
}
