import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  WithingsAuthorizationError,
  WithingsConfigurationError,
  WithingsDecodingError,
  WithingsError,
  WithingsTokenError,
  WithingsTransportError,
} from "withings-kit";

const families = [
  WithingsConfigurationError,
  WithingsAuthorizationError,
  WithingsTokenError,
  WithingsTransportError,
  WithingsDecodingError,
];

describe("errors", () => {
  test.each(families.map((type) => [type.name, type] as const))(
    "%s is told from the others, by instanceof and by name",
    (name, type) => {
      const error = new type("aborted", "What happened. What to do.", { status: 601 });
      expect(error.name).toBe(name);
      expect(error).toBeInstanceOf(WithingsError);
      expect(inspect(error)).toContain(`${name}: What happened. What to do.`);
      expect(families.filter((other) => other.isInstance(error))).toEqual([type]);
      expect(WithingsError.isInstance(error)).toBe(true);
    },
  );

  test("are known across two copies of the package", async () => {
    const url = new URL("../dist/errors.js?second-copy", import.meta.url);
    const copy = (await import(url.href)) as typeof import("withings-kit");
    const error: unknown = new copy.WithingsTokenError("rate_limited", "Wait.");
    expect(error).not.toBeInstanceOf(WithingsError);
    expect(WithingsError.isInstance(error)).toBe(true);
    expect(WithingsTokenError.isInstance(error)).toBe(true);
    expect(WithingsTransportError.isInstance(error)).toBe(false);
  });

  test.each([
    undefined,
    null,
    5,
    "WithingsError",
    {},
    new Error("x"),
    { name: "NotWithingsError" },
    { name: Symbol("WithingsError") },
  ])("%o is none", (value) => {
    expect(WithingsError.isInstance(value)).toBe(false);
  });
});
