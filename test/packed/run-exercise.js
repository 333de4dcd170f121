// The program for runtimes with a command line: node, deno, bun. Its one argument is the ground, as JSON; prints what held, as JSON.
import * as library from "withings-kit";
import { appWindow, systemBrowser } from "withings-kit/node";
import { exercise } from "./exercise.js";

const ground = /** @type {Omit<import("./exercise.js").Ground, "library">} */ (
  JSON.parse(process.argv[2] ?? "")
);
const held = await exercise({ ...ground, library });
const webViews = [appWindow(), systemBrowser()].every(({ open }) => typeof open === "function");
if (!webViews) throw new Error("withings-kit/node has no web views.");
console.log(JSON.stringify([...held, "the web views of withings-kit/node are there"]));
