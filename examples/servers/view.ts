// What the page shows, without how.

/** A weight at a moment. */
export interface WeighIn {
  readonly takenAt: Date;
  /** Where the person was. */
  readonly timeZone: string | null;
  readonly kg: number;
}

/** What the page shows. */
export interface View {
  readonly connected: boolean;
  /** What the person should know. */
  readonly notice: string | undefined;
  readonly weights: Weights | undefined;
}

/** Weigh-ins, in words. */
export interface Weights {
  readonly latest: string;
  readonly trend: string;
  /** Of an SVG polyline, 400 by 90. */
  readonly points: string;
  /** Newest first. */
  readonly rows: readonly { readonly at: string; readonly moment: string; readonly kg: string }[];
}

const notices: Readonly<Record<string, string>> = {
  refused: "Nothing was connected.",
  expired: "That took a little too long. Nothing was connected.",
  already_linked: "This Withings account is linked to somebody else here.",
  another_person: "That was another Withings account than the one you are connected with.",
  disconnected: "Withings is disconnected.",
  over: "Withings does not let us in any more. Connect again to go on.",
};

/** @param outcome - the word in `?withings=` after a login */
export function viewOf({
  outcome,
  weighIns,
}: {
  readonly outcome: string | null;
  readonly weighIns?: readonly WeighIn[];
}): View {
  const connected = weighIns !== undefined;
  const said = outcome === null || outcome === "connected" ? undefined : noticeOf(outcome);
  const weights = weighIns && weightsOf(weighIns);
  const empty = connected && !weights ? "There is no weigh-in of the last two months yet." : undefined;
  return { connected, notice: said ?? empty, weights };
}

function noticeOf(outcome: string): string {
  return Object.hasOwn(notices, outcome) ? String(notices[outcome]) : "That did not work. Please try again.";
}

function weightsOf(weighIns: readonly WeighIn[]): Weights | undefined {
  const newestFirst = weighIns.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
  const [latest] = newestFirst;
  const oldest = newestFirst.at(-1);
  if (latest === undefined || oldest === undefined) return undefined;
  const change = latest.kg - oldest.kg;
  return {
    latest: `${latest.kg.toFixed(1)} kg`,
    trend: `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} kg in two months`,
    points: pointsOf(newestFirst),
    rows: newestFirst.slice(0, 5).map(({ takenAt, timeZone, kg }) => ({
      at: takenAt.toISOString(),
      moment: takenAt.toLocaleString("en-GB", {
        ...({ weekday: "short", day: "numeric", month: "short" } as const),
        ...({ hour: "2-digit", minute: "2-digit" } as const),
        timeZone: timeZone ?? "UTC",
      }),
      kg: `${kg.toFixed(1)} kg`,
    })),
  };
}

function pointsOf(weighIns: readonly WeighIn[]): string {
  const weights = weighIns.map(({ kg }) => kg);
  const times = weighIns.map(({ takenAt }) => takenAt.getTime());
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return weighIns
    .map(({ kg, takenAt }) => {
      const x = (400 * (takenAt.getTime() - first)) / (last - first || 1);
      const y = 84 - (78 * (kg - least)) / (most - least || 1);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
