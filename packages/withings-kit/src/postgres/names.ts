import { WithingsConfigurationError } from "../errors.js";

/** What the store's things are called, each ready to stand in a statement. */
export interface Names {
  readonly schema: string;
  readonly connections: string;
  readonly leases: string;
  readonly version: string;
  /** The sequence of the generations, as a text, which is how `nextval` takes it. */
  readonly sequence: string;
  /** What messages call it. */
  readonly shown: string;
}

// Postgres cuts names off at 63 bytes, and ours get an ending.
const usable = /^[a-z_][a-z0-9_]{0,49}$/;

/** @throws {@link WithingsConfigurationError} when a name could be anything but one. */
export function namesOf({ schema, table }: { readonly schema: string; readonly table: string }): Names {
  for (const [option, name] of Object.entries({ schema, table }))
    if (typeof (name as unknown) !== "string" || !usable.test(name))
      throw new WithingsConfigurationError(
        "configuration_invalid",
        `The option ${option} of postgresStore cannot be used. Give a name of at most 50 lower-case letters, digits and underscores that does not begin with a digit.`,
        { option },
      );
  const quoted = (ending: string): string => `"${schema}"."${table}${ending}"`;
  return {
    schema,
    connections: quoted(""),
    leases: quoted("_leases"),
    version: quoted("_version"),
    sequence: quoted("_generation"),
    shown: `${schema}.${table}`,
  };
}
