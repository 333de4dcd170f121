// What is used of Deno, Bun and Workers, so that the examples compile where their own types are not installed.

declare const Deno: {
  readonly env: { get(name: string): string | undefined; toObject(): Record<string, string> };
  mkdirSync(path: string, options: { readonly recursive: boolean; readonly mode: number }): void;
  serve(
    options: { readonly port: number; readonly hostname: string; readonly onListen: () => void },
    handle: (request: Request) => Promise<Response>,
  ): void;
};

declare const Bun: {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Promise<Response>;
  }): void;
};

declare module "bun:sqlite" {
  interface Statement {
    run(...values: (string | number | null)[]): { readonly changes: number };
    get(...values: (string | number | null)[]): unknown;
    all(...values: (string | number | null)[]): unknown[];
  }
  export class Database {
    constructor(path: string);
    prepare(sql: string): Statement;
    exec(sql: string): unknown;
    readonly inTransaction: boolean;
  }
}

/** An object that the Worker reaches by its name. */
interface DurableObjectNamespace {
  getByName(name: string): { fetch(request: Request): Promise<Response> };
}

declare module "cloudflare:workers" {
  type Values = (string | number)[];
  interface DurableObjectState {
    readonly storage: {
      readonly sql: { exec(query: string, ...values: Values): { toArray(): Record<string, unknown>[] } };
    };
  }
  export class DurableObject<Env> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: Env;
    constructor(ctx: DurableObjectState, env: Env);
    fetch(request: Request): Response | Promise<Response>;
  }
}
