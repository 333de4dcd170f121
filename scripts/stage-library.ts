// Makes the folder that is published as withings-kit: `npm run stage`.
//
// What tsc writes has a file for each of the source's. Node takes as long to find and link some thirty small files as it takes to
// start; in a few larger ones they cost a tenth. So the published JavaScript is bundled, at the same addresses, with the types as tsc
// wrote them. Bundlers see no difference: WithingsConnector stays a namespace of its own file, of which they drop what is not called.
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type InputOptions, rolldown } from "rolldown";
import { root } from "./setup/command.js";

const source = join(root, "packages/withings-kit");

/** The namespaces, each of which stays a file of its own: of a namespace that was bundled, programs could drop nothing. */
const namespaces: Readonly<Record<string, readonly string[]>> = {
  index: ["connector"],
  "wire/index": [
    ...["answers", "device", "dropshipment", "heart", "measure", "notify", "nudge", "nudgecampaign"],
    ...["oauth2", "order", "rawdata", "signature", "sleep", "stetho", "survey", "user"],
  ],
};

/** The addresses that package.json leads to, and the namespaces' own files. */
const entries = [
  "index",
  "data",
  "contract/index",
  "wire/index",
  "sqlite/index",
  "postgres/index",
  "server/index",
  "backend/index",
  "browser/index",
  ...["expo", "react-native", "capacitor", "electron", "tauri"].map((platform) => `${platform}/index`),
  "store-conformance/index",
  "node/index",
  "node/platform-web-view",
  "web-view/no-platform",
  ...Object.entries(namespaces).flatMap(([index, names]) => names.map((name) => join(dirname(index), name))),
];

/**
 * What parts that are loaded on demand share with the beginning of a program and with each other, by the highest of it: what these import
 * goes along. Left to itself, the bundler makes many files of it, which import each other in circles, and a bundler of the library's users
 * keeps them as files of their own: a program's beginning grows by a tenth.
 */
const shared =
  /[/\\]dist[/\\](connection[/\\]shelf|credentials|http[/\\]until-aborted|model[/\\]scope|oauth[/\\]token-request|option)\.js$/;

/** What a connection and the parts that read data share: in one piece it is smaller than in ten, and the beginning has nothing of it. */
const reading =
  /[/\\]dist[/\\](api[/\\](listing|decoding|device|invalid-option|operation-name|paged|period|row)|calls[/\\]known-options|http[/\\]pages|wire[/\\](is-signed|serialize)|model[/\\](attribution|body-position|decimal|local-time|rhythm-class))\.js$/;

/**
 * What `WithingsConnector.authorize` loads for a backend, in one file with all that it needs. What it shared with the beginning of a program,
 * bundlers of the library's users would make a file of its own, and that beginning would grow by a tenth for everybody.
 */
const onDemand = "backend/on-demand";

/** Where `npm run stage` puts it: always there, since a folder that is made anew is emptied first. */
const usualFolder = ".cache/published/withings-kit";

/**
 * Puts the library as it is published into a folder, in the place of an earlier one. It must have been built before.
 *
 * @throws Error when there is something else in the folder: nothing of it is touched.
 */
export async function stageLibrary(folder: string): Promise<void> {
  await checkReplaceable(folder);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(source, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  for (const ours of ["devDependencies", "scripts"]) Reflect.deleteProperty(manifest, ours);
  // First: by it a folder is known as ours, even if its making was broken off.
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await bundleInto(join(folder, "dist"));
  await bundleOnDemand(join(folder, "dist"));
  const types = (await readdir(join(source, "dist"), { recursive: true })).filter((name) =>
    name.endsWith(".d.ts"),
  );
  for (const name of [...types.map((type) => join("dist", type)), "openapi.json", "README.md", "LICENSE"]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(source, name), join(folder, name));
  }
}

async function checkReplaceable(folder: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  if (names.length === 0) return;
  // The library's own source has a package.json of that name too.
  if (!names.includes("src") && names.includes("package.json")) {
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    if ((Object(manifest) as { readonly name?: unknown }).name === "withings-kit") return;
  }
  throw new Error(
    `${folder} holds something else than an earlier withings-kit, so it is left as it is. Name an empty or a new folder.`,
  );
}

const built = (name: string): string => join(source, "dist", `${name}.js`);

const neutral: Pick<InputOptions, "platform" | "external" | "onLog"> = {
  platform: "neutral",
  external: [/^node:/, "#platform-web-view"],
  onLog: (_level, { message }) => {
    throw new Error(message);
  },
};

async function bundleOnDemand(dist: string): Promise<void> {
  const bundle = await rolldown({ ...neutral, input: built(onDemand) });
  try {
    await bundle.write({ file: join(dist, `${onDemand}.js`), codeSplitting: false });
  } finally {
    await bundle.close();
  }
}

async function bundleInto(dist: string): Promise<void> {
  const bundle = await rolldown({
    ...neutral,
    input: Object.fromEntries(entries.map((name) => [name, built(name)])),
    plugins: [
      {
        name: "namespaces stay files of their own",
        resolveId: (id, importer) =>
          Object.entries(namespaces).some(
            ([index, names]) => importer === built(index) && names.some((name) => id === `./${name}.js`),
          )
            ? { id, external: "relative" }
            : id === `./${onDemand}.js`
              ? { id: `../${onDemand}.js`, external: true }
              : undefined,
      },
    ],
  });
  try {
    await bundle.write({
      dir: dist,
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name].js",
      codeSplitting: {
        groups: [
          { name: "shared", test: shared },
          { name: "reading", test: reading },
        ],
      },
    });
  } finally {
    await bundle.close();
  }
}

if (import.meta.main) {
  if (process.argv.length > 2) {
    console.error(`npm run stage takes no argument: it always makes ${usualFolder}.`);
    process.exitCode = 2;
  } else {
    await stageLibrary(join(root, usualFolder));
    console.log(`${usualFolder} is what npm publish takes.`);
  }
}
