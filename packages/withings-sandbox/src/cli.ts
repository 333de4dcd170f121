#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import { type BehaviourRule, behaviourRules, describeRule, follows } from "./behaviour-rules.js";
import { oauth2 } from "withings-kit/contract";
import { createSandbox } from "./create-sandbox.js";
import type { SandboxServer } from "./listen.js";
import { type Behaviour, defaultBehaviour, type SandboxOptions } from "./options.js";
import type { Sandbox } from "./sandbox.js";
import type { Person } from "./state/index.js";

const program = new Command("withings-sandbox")
  .description(
    "A Withings cloud on your machine: login pages, tokens, API, people, faults, and a clock you can turn.\n" +
      "It is not affiliated with Withings, and nothing in it is real.",
  )
  .addOption(
    new Option("--port <number>", "where to listen, on 127.0.0.1 and ::1; 0: any port that is free")
      .default(8787)
      .argParser(wholeNumber(65_535)),
  )
  .addOption(
    new Option("--seed <number>", "decides which people are invented")
      .default(1)
      .argParser(wholeNumber(Number.MAX_SAFE_INTEGER)),
  )
  .optionsGroup("Where Withings is in doubt:")
  .addHelpText(
    "after",
    "\nExample:\n" +
      "  $ withings-sandbox --port 8787 --fork-policy strict\n" +
      "  $ curl http://localhost:8787/_sandbox\n",
  )
  .showHelpAfterError("(--help tells which options there are)");

for (const [name, rule] of Object.entries(behaviourRules) as [keyof Behaviour, BehaviourRule][])
  program.addOption(
    new Option(
      `--${kebab(name)} <value>`,
      `${rule.about}: ${describeRule(rule)} (default: ${JSON.stringify(defaultBehaviour[name])})`,
    ).argParser(valueFor(rule)),
  );

program.action(async ({ port, ...options }: SandboxOptions & { port: number }) => {
  const sandbox = createSandbox(options);
  const server = await open(sandbox, port);
  if (server === undefined) return;
  // First: whoever reads where it listens may end it at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
  process.stdout.write(describe(sandbox, server));
});
await program.parseAsync();

async function open(sandbox: Sandbox, port: number): Promise<SandboxServer | undefined> {
  try {
    return await sandbox.listen({ port });
  } catch (error) {
    process.stderr.write(`withings-sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/** What is needed to use it, in lines that a terminal of 80 columns does not break: each may be copied whole. */
function describe({ application, people }: Sandbox, { port }: SandboxServer): string {
  const url = `http://localhost:${port}`;
  const named = ({ id, firstName, lastName }: Person): string => `${firstName} ${lastName} (${id})`;
  return [
    `A Withings cloud listens on ${url}`,
    "",
    ...["  Where people log in", `    ${url}${oauth2.authorize.path}`],
    ...["  Where tokens come from", `    ${url}${oauth2.requestToken.path}`],
    ...["  As the option cloud of withings-kit", `    { accountUrl: "${url}", apiUrl: "${url}" }`],
    ...["  Controls: clock, faults, requests and more", `    ${url}/_sandbox`],
    "",
    ...["  Client id", `    ${application.clientID}`],
    ...["  Client secret", `    ${application.clientSecret}`],
    ...["  Redirect URIs", ...application.redirectUris.map((uri) => `    ${uri}`)],
    "",
    "People, by e-mail address and password:",
    ...people
      .logins()
      .flatMap(({ email, password, personIds }) => [
        `  ${email}  ${password}`,
        ...personIds
          .flatMap((id) => people.get(id) ?? [])
          .map((person) => `    ${named(person)}: ${person.story}`),
      ]),
    "And the demo person, who has no login; mode=demo shows it:",
    `    ${named(people.demo)}`,
    "",
    "Ctrl-C ends it.",
    "",
  ].join("\n");
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function wholeNumber(most: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  };
}

function valueFor(rule: BehaviourRule): (given: string) => unknown {
  return (given) => {
    const readings = [
      ...(rule.values ?? []).filter((value) => String(value) === given),
      ...(/^\d+$/.test(given) ? [Number(given)] : []),
      given,
    ];
    const value = readings.find((reading) => follows(rule, reading));
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`It must be ${describeRule(rule)}.`);
  };
}
