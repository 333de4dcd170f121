// What the page asks of its server: the handlers of withings-kit/server.

/** A weight on a day. */
export interface WeighIn {
  readonly takenAt: Date;
  readonly kg: number;
}

interface Groups {
  readonly measuregrps: readonly {
    readonly date: number;
    readonly measures: readonly { readonly value: number; readonly unit: number; readonly type: number }[];
  }[];
}

/** Whether the user's Withings account is connected. */
export async function isConnected(): Promise<boolean> {
  const { connected } = (await ask("status")) as { readonly connected: boolean };
  return connected;
}

/** The last weigh-ins, newest first. */
export async function lastWeighIns(): Promise<WeighIn[]> {
  const since = Math.floor(Date.now() / 1000) - 60 * 24 * 60 * 60;
  const parameters = { meastypes: [1], category: 1, startdate: since, enddate: since + 61 * 24 * 60 * 60 };
  const body = await ask("call", { operation: "measure getmeas", parameters });
  return (body as Groups).measuregrps
    .flatMap(({ date, measures }) =>
      measures.map(({ value, unit }) => ({ takenAt: new Date(date * 1000), kg: value / 10 ** -unit })),
    )
    .sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
}

/** Ends the link at Withings, and forgets the tokens. */
export async function disconnect(): Promise<void> {
  await ask("disconnect", {});
}

async function ask(path: string, body?: object): Promise<unknown> {
  const post = { method: "POST", headers: { "content-type": "application/json" } };
  const response = await fetch(`/withings/${path}`, body && { ...post, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The server answered HTTP ${response.status} to ${path}.`);
  return response.json();
}
