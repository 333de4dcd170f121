/** A stretch of sleep, in Unix seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: number;
  readonly device: string;
}

/**
 * What an endpoint may give of a period, since Withings does not say: what begins in it, what overlaps it, what overlaps or touches it, or
 * the parts that lie in it, or what had come of each until its end.
 */
export type Edge = "starting" | "overlapping" | "touching" | "clipped" | "unfinished";

/** A row of an answer. */
export interface SegmentRow {
  readonly startdate: number;
  readonly enddate: number;
  readonly state: number;
  readonly hash_deviceid: string;
}

/** The rows of a period. */
export function segmentsIn(
  layout: readonly Stretch[],
  period: Pick<Stretch, "from" | "to">,
  edge: Edge,
): readonly SegmentRow[] {
  const isIn = ({ from, to }: Stretch): boolean => {
    switch (edge) {
      case "starting":
        return from >= period.from && from < period.to;
      case "touching":
        return to >= period.from && from <= period.to;
      case "overlapping":
      case "clipped":
      case "unfinished":
        return to > period.from && from < period.to;
    }
  };
  return layout.filter(isIn).map(({ from, to, state, device }) => ({
    startdate: edge === "clipped" ? Math.max(from, period.from) : from,
    enddate: edge === "clipped" || edge === "unfinished" ? Math.min(to, period.to) : to,
    state,
    hash_deviceid: device,
  }));
}
