/** A device of a person, as far as this program tells of it. */
export interface Device {
  readonly type: string;
  readonly model: string;
  readonly battery?: string;
  readonly lastSeen?: Date;
}

/** What the API said. The HTTP status is 200 either way: what counts is the status in the envelope. */
export type DevicesAnswer =
  | { readonly type: "devices"; readonly devices: readonly Device[] }
  | { readonly type: "refused"; readonly status: number; readonly waitSeconds?: number };

/**
 * Reads the answer to getdevice.
 *
 * @throws Error when it is none.
 */
export async function readDevices(answer: Response): Promise<DevicesAnswer> {
  const { status, body } = fields(await readJson(answer));
  if (typeof status !== "number") throw notAnAnswer(answer);
  const { devices, wait_seconds: waitSeconds } = fields(body);
  if (status !== 0)
    return { type: "refused", status, ...(typeof waitSeconds === "number" ? { waitSeconds } : {}) };
  if (!Array.isArray(devices)) throw notAnAnswer(answer);
  return { type: "devices", devices: devices.map((device: unknown) => readDevice(fields(device))) };
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw notAnAnswer(answer);
  }
}

function readDevice(device: Readonly<Record<string, unknown>>): Device {
  const { type, model, battery, last_session_date: lastSession } = device;
  return {
    type: typeof type === "string" ? type : "unknown type",
    model: typeof model === "string" ? model : "A device",
    ...(typeof battery === "string" ? { battery } : {}),
    ...(typeof lastSession === "number" ? { lastSeen: new Date(lastSession * 1000) } : {}),
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

function notAnAnswer({ status }: Response): Error {
  return new Error(
    `What came back from the API (HTTP ${status}) is not an answer of Withings. Something in between may have answered in its place: try again later.`,
  );
}
