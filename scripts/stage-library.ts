// Makes the folder that is published as withings-kit: `npm run stage`.
//
// What tsc writes has a file for each of the source's. Node takes as long to find and link some thirty small files as it takes to
// start; in a few larger ones they cost a tenth. So the published JavaScript is bundled, at the same addresses, with the types as tsc
// wrote them. Bundlers see no difference: WithingsConnector stays a namespace of its own file, of which they drop what is not called.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./setup/command.js";

const source = join(root, "packages/withings-kit");

/** The addresses that package.json leads to, and the namespace's own file. */
const entries = [
  "index",
  "connector",
  "contract/index",
  "node/index",
  "node/platform-web-view",
  "web-view/no-platform",
];

/** Puts the library as it is published into a folder, in the place of whatever was there. It must have been built before. */
export async function stageLibrary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundleInto(join(folder, "dist"));
  const types = (await readdir(join(source, "dist"), { recursive: true })).filter((name) =>
    name.endsWith(".d.ts"),
  );
  for (const name of [...types.map((type) => join("dist", type)), "README.md", "LICENSE"]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(source, name), join(folder, name));
  }
  const manifest = JSON.parse(await readFile(join(source, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  for (const ours of ["devDependencies", "scripts"]) Reflect.deleteProperty(manifest, ours);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function bundleInto(dist: string): Promise<void> {
  const index = join(source, "dist/index.js");
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(source, "dist", `${name}.js`)])),
    platform: "neutral",
    external: [/^node:/, "#platform-web-view"],
    plugins: [
      {
        name: "the namespace stays a file of its own",
        resolveId: (id, importer) =>
          importer === index && id === "./connector.js" ? { id, external: "relative" } : undefined,
      },
    ],
    onLog: (_level, { message }) => {
      throw new Error(message);
    },
  });
  try {
    await bundle.write({ dir: dist, entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js" });
  } finally {
    await bundle.close();
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("Name the folder to make: npm run stage -- FOLDER");
  await stageLibrary(folder);
  console.log(`${folder} is what npm publish takes.`);
}
