// What the apps beside this ask of their backend, which holds the client secret and the tokens: see withings-kit/server. It is set up with
// `apps: {}` and with `data: { operations: [measure.getMeas] }`.

/** Where a backend is, and who is signed in there. */
export interface Backend {
  readonly url: string;
  /** Such as `{ authorization: "Bearer ..." }` of the app's own session. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
}

/** A weight, as a person reads it. */
export interface WeighIn {
  readonly day: string;
  readonly kg: string;
}

/** What Withings answers to `measure getmeas`, as far as it is needed here. */
interface Groups {
  readonly measuregrps: readonly {
    readonly date: number;
    readonly measures: readonly { readonly value: number; readonly unit: number }[];
  }[];
}

/** The last weigh-ins, newest first. */
export async function lastWeighIns(backend: Backend): Promise<WeighIn[]> {
  const weights = { meastypes: [1], category: 1 };
  const body = await call(backend, "call", { operation: "measure getmeas", parameters: weights });
  return (body as Groups).measuregrps.slice(0, 5).flatMap(({ date, measures: [weight] }) =>
    weight === undefined
      ? []
      : [
          {
            day: new Date(date * 1000).toLocaleDateString(),
            kg: `${(weight.value / 10 ** -weight.unit).toFixed(1)} kg`,
          },
        ],
  );
}

/** Ends the link at Withings and forgets the tokens. */
export async function logOut(backend: Backend): Promise<void> {
  await call(backend, "disconnect", {});
}

async function call(
  { url, headers, fetch = globalThis.fetch }: Backend,
  path: string,
  body: object,
): Promise<unknown> {
  const response = await fetch(`${url}/${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The backend answered HTTP ${response.status} to ${path}.`);
  return response.json();
}
