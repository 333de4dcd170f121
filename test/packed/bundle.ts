import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions } from "esbuild";
import { type OutputChunk, rolldown } from "rolldown";

/** How {@link bundle} is to go about it. */
export interface BundleOptions extends Pick<BuildOptions, "platform" | "conditions"> {
  /** Where the program would stand: packages are looked for from there. */
  readonly folder: string;
  /** rolldown is the bundler of Vite 8. Default: esbuild. */
  readonly bundler?: "esbuild" | "rolldown";
  /** Whether what the program imports with `import()` becomes files of its own, as bundlers do for the web. Default: one piece. */
  readonly splitting?: boolean;
  readonly external?: readonly string[];
}

/** How big something is, in bytes. */
export interface Size {
  readonly bytes: number;
  /** After gzip -9, each file by itself, as servers send them. */
  readonly gzipped: number;
}

/** A program in one file or several. */
export interface Bundle {
  /** The file that the program begins with. */
  readonly code: string;
  /** The files it was made of. */
  readonly modules: readonly string[];
  /** What is loaded before the program runs: the first file, and those that it imports statically. */
  readonly initial: Size;
  /** What is loaded when it is needed, if ever: by the names of the modules that are imported so. */
  readonly lazy: readonly Part[];
  /** All files, by their names. */
  readonly files: readonly (Part & { readonly path: string; readonly code: string })[];
}

/** A file of a program, by the name of the module that is imported. */
export interface Part extends Size {
  readonly name: string;
}

/** A file as a bundler gave it. */
interface File {
  readonly path: string;
  readonly name: string;
  readonly code: string;
  readonly imports: readonly string[];
}

interface Output {
  readonly entry: File;
  readonly files: readonly File[];
  readonly modules: readonly string[];
}

/** Bundles a program of one file, minified, as an ES module; for a browser unless the options say otherwise. */
export async function bundle(program: string, options: BundleOptions): Promise<Bundle> {
  const withBundler = options.bundler === "rolldown" ? withRolldown : withEsbuild;
  const { entry, files, modules } = await withBundler(program, options);
  const initial = new Set([entry]);
  for (const file of initial)
    for (const each of files) if (file.imports.includes(each.path)) initial.add(each);
  const lazy = files.filter((file) => !initial.has(file));
  return {
    code: entry.code,
    modules,
    initial: [...initial].map(size).reduce(sum),
    lazy: lazy.map((file) => ({ name: file.name, ...size(file) })),
    files: files.map((file) => ({ ...file, ...size(file) })),
  };
}

function size({ code }: File): Size {
  const bytes = Buffer.from(code);
  return { bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

function sum(a: Size, b: Size): Size {
  return { bytes: a.bytes + b.bytes, gzipped: a.gzipped + b.gzipped };
}

async function withEsbuild(
  program: string,
  { folder, splitting = false, external = [], platform = "browser", conditions }: BundleOptions,
): Promise<Output> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder, sourcefile: "program.js" },
    bundle: true,
    minify: true,
    splitting,
    write: false,
    metafile: true,
    outdir: folder,
    absWorkingDir: folder,
    chunkNames: "[name]-[hash]",
    format: "esm",
    target: "es2022",
    platform,
    external: [...external],
    ...(conditions === undefined ? {} : { conditions }),
    logLevel: "silent",
  });
  const files = outputFiles.map(({ path, text }): File & { readonly entryPoint: string | undefined } => {
    const [name, output] =
      Object.entries(metafile.outputs).find(([name]) => join(folder, name) === path) ?? [];
    if (name === undefined || output === undefined) throw new Error("esbuild does not say what it wrote.");
    const imports = output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
    return { path: name, name: plainName(name), code: text, imports, entryPoint: output.entryPoint };
  });
  const entry = files.find(({ entryPoint }) => entryPoint === "program.js");
  if (entry === undefined) throw new Error("esbuild gave no file.");
  return { entry, files, modules: Object.keys(metafile.inputs) };
}

async function withRolldown(
  program: string,
  { folder, splitting = false, external = [], platform = "browser", conditions }: BundleOptions,
): Promise<Output> {
  const path = join(folder, "program.js");
  const build = await rolldown({
    input: path,
    cwd: folder,
    platform,
    external: [...external],
    ...(conditions === undefined ? {} : { resolve: { conditionNames: conditions } }),
    // What cannot be found would be left out with a warning, and the program look smaller than it is.
    onLog: (_level, { message }) => {
      throw new Error(`rolldown: ${message}`);
    },
    plugins: [
      {
        name: "the program, which is in no file",
        resolveId: (id) => (id === path ? id : null),
        load: (id) => (id === path ? program : null),
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: splitting });
    const chunks = output.filter((each): each is OutputChunk => each.type === "chunk");
    const files = chunks.map(({ fileName, code, imports, isEntry }) => ({
      path: fileName,
      name: plainName(fileName),
      code,
      imports,
      isEntry,
    }));
    const entry = files.find(({ isEntry }) => isEntry);
    if (entry === undefined) throw new Error("rolldown gave no file.");
    return { entry, files, modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
  } finally {
    await build.close();
  }
}

/** A file's name without what makes it unique. */
function plainName(file: string): string {
  return file.replace(/^.*\//, "").replace(/-[\w-]{8}\.js$|\.js$/, "");
}
