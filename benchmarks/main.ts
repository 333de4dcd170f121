// Measures what is promised about size and speed, and prints it as ratios of one run: `npm run bench`, or a part of it with
// `npm run bench -- --only=bytes,start`. A limit that is not met is printed; with `--check` it makes the exit code 1.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { attempts } from "./measures/attempts.ts";
import { budget } from "./measures/budget.ts";
import { bytes } from "./measures/bytes.ts";
import { callback } from "./measures/callback.ts";
import { contention } from "./measures/contention.ts";
import { data } from "./measures/data.ts";
import { freshCredentials } from "./measures/fresh-credentials.ts";
import { handlers } from "./measures/handlers.ts";
import { listing } from "./measures/listing.ts";
import { refresh } from "./measures/refresh.ts";
import { start } from "./measures/start.ts";
import { tokenEndpoint } from "./measures/token-endpoint.ts";
import { webhook } from "./measures/webhook.ts";
import { appWindowGone } from "./measures/window.ts";
import { holds, type Figure } from "./support/figure.ts";
import { table } from "./support/table.ts";

const all = [
  bytes,
  start,
  callback,
  freshCredentials,
  refresh,
  contention,
  listing,
  data,
  budget,
  appWindowGone,
  tokenEndpoint,
  handlers,
  attempts,
  webhook,
];
const names = all.map(({ name }) => name);

const help = `npm run bench
  Measures what is promised about size and speed: ${names.join(", ")}.

npm run bench -- --only=bytes,start   these measures alone
npm run bench -- --check              ends with 1 when a limit is not met`;

interface Arguments {
  readonly help: boolean;
  readonly check: boolean;
  readonly only?: string | undefined;
}

/** What was asked for, or a sentence that says what is wrong with it. */
function readArguments(): Arguments | string {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(". ", 1);
    return `${sentence.replace(/\.$/, "")}.`;
  }
}

async function main(): Promise<number> {
  const values = readArguments();
  if (typeof values === "string") {
    console.error(`${values} npm run bench -- --help tells what there is.`);
    return 2;
  }
  if (values.help) {
    console.log(help);
    return 0;
  }
  const chosen = values.only?.split(",") ?? names;
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no measure ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
    return 2;
  }

  const processors = cpus();
  const busy = loadavg().map((load) => load.toFixed(1));
  console.log(
    `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model ?? "unknown"};` +
      ` load before: ${busy.join(", ")}`,
  );
  const figures: Figure[] = [];
  const startedAt = performance.now();
  for (const measure of all) {
    if (!chosen.includes(measure.name)) continue;
    const finding = await measure.run();
    figures.push(...finding.figures);
    console.log(
      `\n${measure.title} (${measure.name})\n\n${table(finding.figures)}\n\nMeasured: ${finding.how}.`,
    );
  }

  const promised = figures.filter(({ limit }) => limit !== undefined);
  const over = promised.filter((figure) => holds(figure) !== true);
  console.log(
    `\n${promised.length - over.length} of ${promised.length} limits are met; ${Math.round((performance.now() - startedAt) / 1000)} s.`,
  );
  return values.check && over.length > 0 ? 1 : 0;
}

process.exitCode = await main();
