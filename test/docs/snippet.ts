import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createSandbox } from "withings-sandbox";
import { root } from "../../scripts/setup/command.js";
import type { CodeBlock } from "./markdown.ts";
import { freePort } from "../support/free-port.ts";

// Of this process: another that tests the documents at the same time has its own.
const folder = join(root, `.cache/docs-${process.pid}`);
/** The ports that the documents name. The first is a server's or a program's; the second that of a program beside a server. */
const documentedPorts = ["8765", "8766"];
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Words that may stand behind `ts` on a fence. */
const directives: readonly string[] = [
  // The scripted person refuses.
  "refuse",
  // Nothing can be reached.
  "offline",
  // The program before it in the document goes on.
  "continued",
  // The application has a contract with Withings.
  "partner",
  // It runs on a phone or a desktop, with modules that are not here: it is compiled, and not run.
  "platform",
  // It is a piece of an example, which platform-docs.test.ts compares with it.
  "example",
  // It is a server, whose first page has a link to the login; it is ended when a scripted person has followed that.
  "serves",
];

/** Whether a block is a program of its own, and no piece of an example. */
export function isProgram({ language, directives: words }: CodeBlock): boolean {
  return language === "ts" && !words.includes("example");
}

/** A snippet as a program of its own. */
export interface Snippet {
  readonly title: string;
  readonly file: string;
  readonly block: CodeBlock;
  /** The ports in place of {@link documentedPorts}. */
  readonly ports: readonly number[];
}

/**
 * Writes each snippet into a file where `withings-kit` is found as a program finds it. The ports that the documents name are replaced by
 * free ones: another program may have them, such as a login that somebody is trying out.
 */
export async function writeSnippets(blocks: readonly CodeBlock[]): Promise<Snippet[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.check.json",
      // A snippet may show a value that it does not use.
      compilerOptions: { noUnusedLocals: false },
      include: ["*.ts", "../../test/docs/globals.d.ts", "../../examples/platform-modules.d.ts"],
    }),
  );
  const ports = [await freePort(), await freePort()];
  return Promise.all(
    blocks.map(async (block, index) => {
      const unknown = block.directives.filter((word) => !directives.includes(word));
      if (unknown.length > 0)
        throw new Error(`${block.document}:${block.line}: there is no directive ${unknown.join(", ")}.`);
      const title = `${block.document}:${block.line}`;
      const file = join(folder, `${title.replaceAll(/[^\w]+/g, "-")}.ts`);
      // What has no import is no module otherwise.
      await writeFile(file, `${withPorts(programUpTo(blocks, index), ports)}\nexport {};\n`);
      return { title, file, block, ports };
    }),
  );
}

function withPorts(text: string, ports: readonly number[]): string {
  return documentedPorts.reduce(
    (written, port, index) => written.replaceAll(port, String(ports[index])),
    text,
  );
}

/** Takes the files away again. */
export async function removeSnippets(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** What the compiler says of the snippets; nothing when all is well. */
export async function compile(): Promise<string> {
  const { output } = await runNode(["node_modules/typescript/bin/tsc", "--project", folder], { cwd: root });
  return output;
}

/** A snippet's code, after that of the ones that it continues. */
function programUpTo(blocks: readonly CodeBlock[], index: number): string {
  const block = blocks[index];
  if (block?.directives.includes("continued") !== true) return block?.code ?? "";
  if (blocks[index - 1]?.document !== block.document)
    throw new Error(`${block.document}:${block.line} continues nothing.`);
  return `${programUpTo(blocks, index - 1)}\n${block.code}`;
}

/** What came of a program. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** What it printed on both. */
  readonly output: string;
}

/** Runs a snippet as it stands in the document, against a sandbox that nobody used before. */
export async function runSnippet({ file, block, ports }: Snippet): Promise<Outcome> {
  const sandbox = createSandbox();
  const { redirectUris } = sandbox.application;
  const { clientID, clientSecret } = sandbox.applications.add({
    redirectUris: redirectUris.map((uri) => withPorts(uri, ports)),
    contract: block.directives.includes("partner"),
  });
  const server = await sandbox.listen();
  const cwd = await mkdtemp(join(tmpdir(), "withings-kit-docs-"));
  const answer = block.directives.includes("refuse") ? "refuse" : "allow";
  try {
    return await runNode(["--import", pathToFileURL(here("prelude.ts")).href, file], {
      cwd,
      // Of the machine's own variables only what every program needs: in CI, say, no browser would be opened.
      env: {
        PATH: process.env["PATH"],
        HOME: cwd,
        BROWSER: [process.execPath, here("browser.ts"), server.url, answer]
          .map((word) => `'${word}'`)
          .join(" "),
        WITHINGS_CLIENT_ID: clientID,
        WITHINGS_CLIENT_SECRET: clientSecret,
        WITHINGS_KIT_KEY: randomBytes(32).toString("base64"),
        DOCS_SANDBOX_URL: server.url,
        DOCS_ANSWER: answer,
        SESSION_SECRET: randomBytes(32).toString("base64"),
        ...(block.directives.includes("offline") ? { DOCS_OFFLINE: "1" } : {}),
        ...(block.directives.includes("serves")
          ? { DOCS_SERVES: withPorts("http://localhost:8765/", ports) }
          : {}),
      },
    });
  } finally {
    await server.close();
    await rm(cwd, { recursive: true, force: true });
  }
}

function runNode(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { ...options, timeout: 30_000 }, (error, stdout, stderr) => {
      // What was killed has no exit code.
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ exitCode, stdout, output: stdout + stderr });
    });
  });
}
