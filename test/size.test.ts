import { describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { bundle } from "./packed/bundle.ts";

/** Bytes after esbuild's minification and gzip -9; a kB is 1000 bytes. Raise one only for something that people asked for. */
const budgets = [
  {
    what: "a program that logs people in, with a web view of its own",
    program: `import { WithingsConnector } from "withings-kit"; import { options, webView } from "./app.js";
      console.log(await WithingsConnector.authorize({ ...options, webView }), WithingsConnector.refreshToken);`,
    gzipped: 4_500,
  },
];

describe("the library in a bundle for browsers, phones and workers", () => {
  test.each(budgets)("$what fits into $gzipped bytes", async ({ what, program, gzipped }) => {
    const result = await bundle(program, { folder: root, external: ["./app.js"] });
    console.log(`${what}: ${result.gzipped} of ${gzipped} bytes gzipped, ${result.bytes} minified`);
    expect(result.gzipped).toBeLessThanOrEqual(gzipped);
  });

  test.each([
    ["browser", ["browser"]],
    ["worker", ["workerd", "worker"]],
    ["React Native", ["react-native"]],
    ["anything else", []],
  ])(
    "nothing of Node comes along, for a platform with the conditions of %s",
    async (_platform, conditions) => {
      // `neutral` knows no module of Node: an import of one would fail the build.
      const { code, modules } = await bundle('export * from "withings-kit";', {
        folder: root,
        platform: "neutral",
        conditions,
      });
      expect(modules.filter((path) => path.includes("/dist/node/"))).toEqual([]);
      expect(code).not.toMatch(/["']node:|\bprocess\.|\bBuffer\b|\brequire\(/);
    },
  );
});
