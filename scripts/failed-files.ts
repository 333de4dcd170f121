import type { Reporter } from "vitest/node";

/** Names the test files that failed, below everything else that is printed, each with how to run it alone. Says nothing otherwise. */
export const failedFiles: Reporter = {
  onTestRunEnd: (modules, unhandledErrors) => {
    const failed = modules.filter((module) => !module.ok()).map(({ relativeModuleId }) => relativeModuleId);
    for (const file of new Set(failed)) console.log(`FAILED ${file}. To run it alone: npm test -- ${file}`);
    if (unhandledErrors.length > 0) console.log("FAILED outside of the tests: see the errors above.");
    if (modules.length === 0 && unhandledErrors.length === 0)
      console.log("No test file matches. Part of a file's path is enough: npm test -- callback");
  },
};
