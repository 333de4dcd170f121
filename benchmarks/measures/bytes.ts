import { root } from "../../scripts/setup/command.js";
import { type Bundle, bundle } from "../../test/packed/bundle.ts";
import {
  connectionBudget,
  connectionProgram,
  loginAndRefreshProgram,
  loginBudget,
  loginBundle,
  loginProgram,
  popupBudget,
  popupProgram,
} from "../../test/packed/login-program.ts";
import { publishLibrary } from "../../test/packed/published.ts";
import { runWeights, weightsBudget } from "../../test/packed/weights-program.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";

/** The same job with the peers, as far as they do it: the address to open, and the exchange of the code. Nothing opens or checks. */
const peers = {
  "withings-node-oauth2": `import { WithingsClient } from "withings-node-oauth2";
import { options, webView } from "./app.js";
const { oauth } = new WithingsClient(options);
const { code } = await webView.open(oauth.authorizeUrl(options));
console.log(await oauth.exchangeCode(code));`,
  arctic: `import { generateState, Withings } from "arctic";
import { options, webView } from "./app.js";
const withings = new Withings(options.clientID, options.clientSecret, options.redirectUri);
const { code } = await webView.open(withings.createAuthorizationURL(generateState(), options.scopes));
console.log(await withings.validateAuthorizationCode(code));`,
};

const ways = [
  { what: "before it runs, by rolldown", bundler: "rolldown", splitting: true },
  { what: "all in one piece, by rolldown", bundler: "rolldown", splitting: false },
  { what: "before it runs, by esbuild", bundler: "esbuild", splitting: true },
  { what: "all in one piece, by esbuild", bundler: "esbuild", splitting: false },
] as const;

const kB = ({ gzipped }: { readonly gzipped: number }): number => gzipped / 1000;

/** Bytes of a program that logs people in. */
export const bytes: Measure = {
  name: "bytes",
  title: "Bytes of a program that imports WithingsConnector and calls authorize with its own web view",
  run: async (): Promise<Finding> => {
    const published = await publishLibrary();
    try {
      return await measure(published.folder);
    } finally {
      await published.remove();
    }
  },
};

async function measure(folder: string): Promise<Finding> {
  const ours: BuildOurs = (program, bundler, splitting) => build(program, { folder, bundler, splitting });
  const split = await ours(loginProgram, "rolldown", true);
  const figures: Figure[] = [
    {
      what: "loaded before it runs",
      unit: "kB",
      ours: kB(split.initial),
      limit: { of: "ours", atMost: loginBudget / 1000 },
    },
    ...split.lazy.map((part): Figure => ({
      what: `loaded only when needed: ${part.name}`,
      unit: "kB",
      ours: kB(part),
    })),
    {
      what: "before it runs, with refreshToken too",
      unit: "kB",
      ours: kB((await ours(loginAndRefreshProgram, "rolldown", true)).initial),
    },
  ];
  for (const { what, bundler, splitting } of ways) {
    const { initial } = await ours(loginProgram, bundler, splitting);
    for (const [name, program] of Object.entries(peers)) {
      const theirs = await build(program, { folder: root, bundler, splitting });
      figures.push({ what, unit: "kB", ours: kB(initial), beside: { name, value: kB(theirs.initial) } });
    }
  }
  const popup = await ours(popupProgram, "rolldown", true);
  figures.push(
    {
      what: "a page with a backend and popup(), before it runs",
      unit: "kB",
      ours: kB(popup.initial),
      limit: { of: "ours", atMost: popupBudget / 1000 },
    },
    {
      what: `the same, loaded only when needed, ${popup.lazy.length} parts`,
      unit: "kB",
      ours: popup.lazy.map(kB).reduce((sum, part) => sum + part, 0),
    },
  );
  const connections = await connectionFigures(ours);
  return {
    figures: [...figures, ...connections.figures, ...(await weightsFigures(folder))],
    how:
      "minified by rolldown (the bundler of Vite 8) or esbuild for the web, each file by itself through gzip -9; 1 kB is 1000 bytes; the" +
      " web view and the options are not counted, in the peers' programs neither, nor is node:crypto, which withings-node-oauth2 needs; the" +
      ` parts that createWithings loads when they are needed are, in kB: ${connections.parts}`,
  };
}

/** A program that connects, keeps its connection and lists weights. */
async function weightsFigures(folder: string): Promise<Figure[]> {
  const { initial, loaded } = await runWeights(folder);
  return [
    {
      what: "a program that lists weights, before it runs",
      unit: "kB",
      ours: kB(initial),
      limit: { of: "ours", atMost: weightsBudget / 1000 },
    },
    {
      what: `the same to its end, with what renews, ${loaded.length} files`,
      unit: "kB",
      ours: loaded.map(kB).reduce((sum, part) => sum + part, 0),
    },
  ];
}

type BuildOurs = (program: string, bundler: Bundler, splitting: boolean) => Promise<Bundle>;

/** What `createWithings` with the memory store adds to the program that logs in. */
async function connectionFigures(ours: BuildOurs): Promise<{ figures: Figure[]; parts: string }> {
  const figures: Figure[] = [];
  let parts = "";
  for (const { what, bundler, splitting } of ways) {
    const login = await ours(loginProgram, bundler, splitting);
    const connection = await ours(connectionProgram, bundler, splitting);
    const promised = bundler === "rolldown" && splitting;
    figures.push({
      what: `createWithings adds, ${what}`,
      unit: "kB",
      ours: kB(connection.initial) - kB(login.initial),
      ...(promised && { limit: { of: "ours", atMost: connectionBudget / 1000 } }),
    });
    if (!promised) continue;
    const later = connection.lazy.filter((part) => !login.lazy.some(({ name }) => name === part.name));
    parts = later.map((part) => `${part.name} ${kB(part).toFixed(1)}`).join(", ");
    figures.push({
      what: `createWithings, loaded only when needed, ${later.length} parts`,
      unit: "kB",
      ours: later.map(kB).reduce((sum, part) => sum + part, 0),
    });
  }
  return { figures, parts };
}

type Bundler = "rolldown" | "esbuild";

function build(
  program: string,
  how: { readonly folder: string; readonly bundler: Bundler; readonly splitting: boolean },
): Promise<Bundle> {
  return bundle(program, {
    ...loginBundle,
    external: [...(loginBundle.external ?? []), "node:crypto"],
    ...how,
  });
}
