// autocannon has no types. These are those of what is used here.
declare module "autocannon" {
  /** One connection. */
  export interface Client {
    /** What the connection sends from its next request on. */
    setBody(body: string): void;
    /** An answer's headers: names and values in turn. */
    on(event: "headers", listener: (answer: { readonly headers: readonly string[] }) => void): void;
    /** An answer's bytes, before the connection's next request. */
    on(event: "body", listener: (bytes: Buffer) => void): void;
    /** An answer, before the connection's next request. */
    on(event: "response", listener: () => void): void;
  }

  export interface Options {
    readonly url: string;
    readonly method?: "POST";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly connections: number;
    /** Asked for each request before it is sent. */
    readonly requests?: readonly { readonly setupRequest: (usual: object) => object }[];
    /** Seconds; or how many requests are sent. */
    readonly duration?: number;
    readonly amount?: number;
    readonly setupClient: (client: Client) => void;
  }

  export interface Result {
    readonly "2xx": number;
    readonly "3xx": number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds. */
    readonly latency: { readonly max: number };
  }

  function autocannon(options: Options): Promise<Result>;
  export { autocannon as default };
}
