import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "withings-kit";
import { letTimePass, type RunningSandbox, startSandbox } from "./calls.ts";
import { excerpt } from "./excerpt.ts";
import { type OtherProgramOrder, runOtherPrograms } from "./other-programs.ts";
import { logInAtSandbox, type SandboxLogin } from "./sandbox-login.ts";
import { showDevices, showMonth, type Stage } from "./steps.ts";
import { timeOfDay } from "./words.ts";

/** Tells the story at a sandbox on this machine. */
export async function tellSandboxStory(stage: Stage, ignored: readonly string[]): Promise<void> {
  const { terminal } = stage;
  terminal.title("withings-kit: one login, and a connection that stays");
  terminal.say(
    "Everything happens on this machine, at a sandbox: no account is needed, and nothing is left behind. Ctrl-C ends it.",
  );
  if (ignored.length > 0)
    terminal.say(
      `${ignored.join(" and ")} ${ignored.length === 1 ? "is" : "are"} ignored: without WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET this is not the real Withings.`,
    );

  terminal.step("A Withings cloud starts");
  terminal.code(excerpt("sandbox"));
  const running = await startSandbox();
  const { sandbox, server } = running;
  // The sandbox forgets its people when it ends, so what is stored of them ends with it.
  const directory = await mkdtemp(join(tmpdir(), "withings-kit-start-"));
  try {
    terminal.say(
      `It has login pages, tokens and an API at ${server.url}, and ${sandbox.people.logins().flatMap(({ personIds }) => personIds).length} invented people who can log in.`,
    );
    terminal.step("A person logs in");
    const login = await logInAtSandbox(stage, running, directory);
    if (login === null) return;

    terminal.step("The connection opens the API");
    terminal.say("The program asks which devices the person has.");
    terminal.code(excerpt("devices"));
    await showDevices(stage, login.connection);
    await showMonth(stage, { connection: login.connection, now: sandbox.clock.now() });

    const order = orderFor({ running, directory, login });
    await tellOfSecondRun(stage, { running, order });
    await tellOfEight(stage, { running, order });

    terminal.step("Nobody noticed");
    terminal.say("The first program asks the same question again, with the token that one of the eight got.");
    await showDevices(stage, login.connection);
    await tellOfTheEnd(stage, { login, directory });
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function orderFor({
  running: { sandbox, server },
  directory,
  login: { application, connection },
}: {
  readonly running: RunningSandbox;
  readonly directory: string;
  readonly login: SandboxLogin;
}): () => Omit<OtherProgramOrder, "task"> {
  const { clientID, clientSecret, redirectUri } = application;
  return () => ({
    application: { clientID, clientSecret, redirectUri, cloud: server.cloud },
    directory,
    userID: connection.userID,
    clockAheadMs: sandbox.clock.nowMs() - Date.now(),
  });
}

interface Others {
  readonly running: RunningSandbox;
  readonly order: () => Omit<OtherProgramOrder, "task">;
}

async function tellOfSecondRun(
  { terminal, signal }: Stage,
  { running: { sandbox }, order }: Others,
): Promise<void> {
  terminal.step("A second run needs no login");
  terminal.say(
    "Another program starts, with the same folder. All that it knows of the person is the userID.",
  );
  terminal.code(excerpt("again"));
  // The same question within ten seconds would be answered with 601, so some time passes at the sandbox.
  sandbox.clock.advance({ minutes: 1 });
  const [report] = await runOtherPrograms(1, { order: { ...order(), task: "read" }, signal });
  if (report?.devices === undefined) throw new Error("The second program could not read the devices.");
  terminal.say(
    `It found the connection of ${timeOfDay(new Date(report.connectedAt ?? 0))}, and read ${report.devices} devices. No login page was opened.`,
  );
}

const eight = 8;

async function tellOfEight(
  { terminal, signal }: Stage,
  { running: { sandbox }, order }: Others,
): Promise<void> {
  terminal.step("Three hours later, eight programs at once");
  terminal.say(
    "An access token lives for three hours, and the sandbox's clock can be turned. Then eight programs start, and all of them want fresh credentials at one moment.",
  );
  terminal.code(excerpt("time"));
  letTimePass(sandbox);
  terminal.code(excerpt("fresh"));
  const before = sandbox.requests.list().length;
  const reports = await runOtherPrograms(eight, { order: { ...order(), task: "refresh" }, signal });
  const requests = sandbox.requests.list().slice(before);
  const sent = requests.filter(({ operation }) => operation === "oauth2 requesttoken").length;
  const ends = new Set(reports.map(({ expiresAt }) => expiresAt));
  const times = reports.map(({ tookMs }) => Math.round(tookMs));
  terminal.table([
    ["programs", String(reports.length)],
    ["token requests at the sandbox", String(sent)],
    ["have the same new access token", ends.size === 1 ? "all of them" : `no: there are ${ends.size}`],
    ["good until", [...ends].map((end) => timeOfDay(new Date(end ?? 0))).join(", ")],
    ["each had it after", `${Math.min(...times)} to ${Math.max(...times)} ms`],
  ]);
  terminal.say(
    "Withings gives a new refresh token each time, and the old one ends. One of the eight renewed it and stored the new pair before anybody used it; the others waited and read it.",
  );
}

async function tellOfTheEnd(
  { terminal }: Stage,
  { login, directory }: { readonly login: { readonly connection: Connection }; readonly directory: string },
): Promise<void> {
  const { status } = await login.connection.status();
  terminal.title("That is all it takes");
  terminal.say(
    `One login; the connection is still ${status}. It was kept in ${directory}, readable for you only, and is removed now, since the sandbox forgets its people. With WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET set, npm start does the same at the real Withings, and keeps the connection. README.md tells more.`,
  );
}
