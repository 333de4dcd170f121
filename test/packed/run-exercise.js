// The program for runtimes with a command line: node, deno, bun. Its one argument is the ground, as JSON. Prints as JSON which runtime
// this is and what held.
import * as library from "withings-kit";
import { appWindow, systemBrowser } from "withings-kit/node";
import { exercise } from "./exercise.js";

/** @type {unknown} */
const given = JSON.parse(process.argv[2] ?? "");
const ground = /** @type {Omit<import("./exercise.js").Ground, "library">} */ (given);
const held = await exercise({ ...ground, library });
for (const webView of [appWindow(), systemBrowser()])
  if (typeof webView.open !== "function")
    throw new Error("A web view of withings-kit/node cannot be opened.");
const { deno, bun, node } = process.versions;
console.log(JSON.stringify({ version: deno ?? bun ?? node, held }));
