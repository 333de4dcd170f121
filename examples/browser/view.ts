import type { WeighIn } from "./backend.ts";

/** What the page shows. */
export type Scene = "out" | "waiting" | "blocked" | "leaving" | "in";

const buttons: Readonly<Record<Scene, readonly string[]>> = {
  out: ["connect"],
  waiting: ["cancel"],
  blocked: ["redirect", "again"],
  leaving: [],
  in: ["disconnect"],
};

/** Shows a scene, with a notice. */
export function show(scene: Scene, notice = ""): void {
  for (const id of ["connect", "redirect", "again", "cancel", "disconnect"])
    element(id).hidden = !buttons[scene].includes(id);
  element("weights").hidden = scene !== "in";
  element("notice").hidden = notice === "";
  element("notice").textContent = notice;
}

/** Shows weigh-ins, of which the first is the newest. */
export function showWeighIns(weighIns: readonly WeighIn[]): void {
  show("in");
  const [latest] = weighIns;
  const last = weighIns.slice(0, 5);
  const oldest = weighIns.at(-1);
  if (latest === undefined || oldest === undefined) {
    element("weights").hidden = true;
    element("notice").hidden = false;
    element("notice").textContent = "You are connected. There is no weigh-in of the last two months yet.";
    return;
  }
  element("latest").textContent = `${latest.kg.toFixed(1)} kg`;
  const change = latest.kg - oldest.kg;
  const sign = change < 0 ? "−" : "+";
  element("trend").textContent = `${sign}${Math.abs(change).toFixed(1)} kg in two months`;
  document.querySelector("#line polyline")?.setAttribute("points", pointsOf(weighIns));
  element("list").replaceChildren(...last.map(row));
}

function row({ takenAt, kg }: WeighIn): HTMLElement {
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = takenAt.toISOString();
  time.textContent = takenAt.toLocaleString("en-GB", {
    ...({ weekday: "short", day: "numeric", month: "short" } as const),
    ...({ hour: "2-digit", minute: "2-digit" } as const),
  });
  item.append(time, `${kg.toFixed(1)} kg`);
  return item;
}

/** A line through all of them, oldest first, in the picture's 400 by 90. */
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

/** An element of the page. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}
