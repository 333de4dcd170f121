import { defineConfig } from "vitest/config";
import { failedFiles } from "./scripts/failed-files.ts";

const all = ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"];

/** Tests that drive a browser, or measure time: they have the machine to themselves, since a small one has two cores. */
const alone = [
  "packages/withings-kit/test/node/app-window*.test.ts",
  "packages/withings-kit/test/node/*browser*.test.ts",
  "packages/withings-kit/test/browser/*.test.ts",
  "packages/withings-sandbox/test/pages-*.test.ts",
  "test/packed.test.ts",
  "test/start-window.test.ts",
  "test/servers/*.test.ts",
  // Its snippets are programs that log in through a browser, which has a few seconds to come up.
  "test/docs.test.ts",
];

/** Processes by the dozen, which mostly wait: side by side with each other, and with nothing else. */
const torture = ["test/torture/*.test.ts"];

export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default", failedFiles],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: "test/support/postgres-on-demand.ts",
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: all,
          exclude: [...alone, ...torture],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, sequence: { groupOrder: 1 }, maxWorkers: 1 },
      },
      {
        extends: true,
        test: { name: "torture", include: torture, sequence: { groupOrder: 2 }, maxWorkers: 3 },
      },
    ],
  },
});
