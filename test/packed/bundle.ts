import { gzipSync } from "node:zlib";
import { build, type BuildOptions } from "esbuild";

/** Bundles a program of one file for a platform that is not Node, minified, as an ES module. */
export async function bundle(
  program: string,
  {
    folder,
    ...options
  }: { readonly folder: string } & Pick<BuildOptions, "platform" | "conditions" | "external">,
): Promise<{
  readonly code: string;
  readonly modules: readonly string[];
  readonly bytes: number;
  readonly gzipped: number;
}> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder, sourcefile: "program.js" },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    logLevel: "silent",
    ...options,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild gave no file.");
  return {
    code: file.text,
    modules: Object.keys(metafile.inputs),
    bytes: file.contents.length,
    gzipped: gzipSync(file.contents, { level: 9 }).length,
  };
}
