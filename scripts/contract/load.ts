import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type {
  DeviceFamily,
  Enumeration,
  EnumerationValue,
  Operation,
  ScopeDescription,
} from "withings-kit/contract";
import { root } from "../setup/command.js";

/** A file of the contract, and what it states itself. */
export interface ContractFile {
  /** Its name without the ending, such as `measure-activity`. */
  readonly name: string;
  /** The files whose operations it passes on. */
  readonly parts: readonly string[];
  readonly operations: readonly NamedOperation[];
}

/** An operation and the name by which it is exported. */
export interface NamedOperation {
  readonly name: string;
  readonly operation: Operation;
}

/** The contract, as its sources state it now. */
export interface Contract {
  readonly files: readonly ContractFile[];
  /** All operations, in the order in which people look for them. */
  readonly operations: readonly Operation[];
  /** The services' operations, by the service's name without a version. */
  readonly services: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly scopes: Readonly<Record<string, ScopeDescription>>;
  readonly deviceFamilies: Readonly<Record<DeviceFamily, readonly number[]>>;
  readonly enumerations: Readonly<Record<Enumeration, readonly EnumerationValue[]>>;
}

const folder = join(root, "packages/withings-kit/src/contract");

/**
 * Reads the contract from its sources, so that what is built from an earlier state of it does not matter: while something is changed, the
 * library may not even compile.
 */
export async function loadContract(): Promise<Contract> {
  const { services, operations } = await importSource<Contract>('export * from "./operations.js";');
  const { scopes } = await importSource<Contract>('export * from "./scopes.js";');
  const { deviceFamilies } = await importSource<Contract>('export * from "./devices.js";');
  const { enumerations } = await importSource<Contract>('export * from "./enumerations.js";');
  const names = (await readdir(folder)).map((file) => file.replace(/\.ts$/, ""));
  const files: ContractFile[] = [];
  for (const service of Object.keys(services)) {
    const parts = names.filter((name) => name.startsWith(`${service}-`)).sort();
    const taken = new Set<string>();
    for (const name of [...parts, service]) {
      const stated = await importSource<Readonly<Record<string, Operation>>>(`export * from "./${name}.js";`);
      const own = Object.entries(stated).filter(([, { operationId }]) => !taken.has(operationId));
      for (const [, { operationId }] of own) taken.add(operationId);
      files.push({
        name,
        parts: name === service ? parts : [],
        operations: own.map(([export_, operation]) => ({ name: export_, operation })),
      });
    }
  }
  return { files, operations, services, scopes, deviceFamilies, enumerations };
}

async function importSource<T>(contents: string): Promise<T> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const code = outputFiles[0]?.text ?? "";
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as T;
}
