import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FaultKind, Sandbox } from "withings-sandbox";
import { fingerprint } from "./fingerprint.ts";
import { becameOf } from "./became-of.ts";
import { headers, type RequestKind, requestKind } from "./headers.ts";
import type { Write } from "./journal.ts";

/** What happens to a request on its way to the sandbox, or to its answer on the way back. */
export interface Trouble {
  readonly person: string;
  readonly kind: RequestKind;
  /** The how-manieth request of this kind for this person it hits, from 0. */
  readonly nth: number;
  /** What the sandbox does wrong: before it does what it was asked, which then never happens, or after, so that its answer is lost. */
  readonly fault?: FaultKind & { readonly when: "before" | "after" };
  /** How long the request (`before`) or its answer (`after`) is on its way. */
  readonly delay?: { readonly ms: number; readonly when: "before" | "after" };
  /** Kills the process that sent it: before the sandbox has seen the request, or before the process sees the answer. */
  readonly kill?: "before" | "after";
}

/**
 * The door of a sandbox, where all requests pass one by one. It writes down which token came and what became of it, so that nothing is
 * believed of the processes that the cloud did not see.
 */
export interface Gate {
  readonly url: string;
  /** What is to happen from now on, in place of what was. */
  expect(troubles: readonly Trouble[]): void;
  close(): Promise<void>;
}

/** What a gate stands on. */
export interface GateParts {
  /** Its log needs to keep one request only. */
  readonly sandbox: Sandbox;
  readonly write: Write;
  /** Kills the process of this name. */
  readonly kill: (name: string) => void;
}

/** An answer that came whole. */
interface Whole {
  readonly httpStatus: number;
  readonly text: string;
}

const operations: Readonly<Record<RequestKind, string>> = {
  token: "oauth2 requesttoken",
  nonce: "signature getnonce",
  call: "user v2 getdevice",
};

/** Opens a gate on this machine. */
export async function openGate({ sandbox, write, kill }: GateParts): Promise<Gate> {
  let troubles: readonly Trouble[] = [];
  let seen = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();

  const troubleFor = (kind: RequestKind, person: string): Partial<Trouble> => {
    const count = seen.get(`${kind} ${person}`) ?? 0;
    seen.set(`${kind} ${person}`, count + 1);
    return troubles.find((each) => each.kind === kind && each.person === person && each.nth === count) ?? {};
  };
  /** One at a time, so that a fault hits the request that it is for, and the log's last line tells of it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const end = (from: { readonly by: string; readonly person: string }, point: string): void => {
    write({ what: "deed", deed: "kill", point, ...from });
    kill(from.by);
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { url = "/", method = "POST", socket } = incoming;
    const { authorization = "" } = incoming.headers;
    const kind = requestKind(url);
    const from = { by: header(incoming, headers.by), person: header(incoming, headers.person) };
    const body = await textOf(incoming);
    const token = fingerprint(
      new URLSearchParams(body).get("refresh_token") ?? authorization.replace("Bearer ", ""),
    );
    if (kind !== "nonce") write({ what: kind, ...from, token });

    const { fault, delay, kill: killed } = troubleFor(kind, from.person);
    if (delay?.when === "before") await pause(delay.ms);
    if (killed === "before") {
      end(from, `${kind} on its way`);
      socket.destroy();
      return;
    }
    const answer = await inTurn(async () => {
      if (fault) sandbox.faults.add({ ...fault, operation: operations[kind], times: 1 });
      const whole = await ask(sandbox, { url, method, body, authorization });
      const [done] = sandbox.requests.list();
      // Whoever gave up waiting does not get it, and nobody whose answer is on its way for so long.
      const lost =
        fault?.when === "after" || killed === "after" || delay?.when === "after" || socket.destroyed;
      write({ ...becameOf({ kind, token, text: whole?.text, done, lost }), ...from });
      return whole;
    });
    if (delay?.when === "after") await pause(delay.ms);
    if (killed === "after") end(from, `${kind} answered`);
    if (!answer || killed || delay?.when === "after") socket.destroy();
    else outgoing.writeHead(answer.httpStatus, { "content-type": "application/json" }).end(answer.text);
  };

  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing)).listen(0, "127.0.0.1");
  // A connection that is closed because nobody used it for a while would look like one that broke.
  server.keepAliveTimeout = 0;
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expect: (expected) => {
      troubles = expected;
      seen = new Map();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Passed {
  readonly url: string;
  readonly method: string;
  readonly body: string;
  readonly authorization: string;
}

/** @returns nothing where the connection broke. */
async function ask(
  sandbox: Sandbox,
  { url, method, body, authorization }: Passed,
): Promise<Whole | undefined> {
  try {
    const response = await sandbox.fetch(sandbox.cloud.apiUrl + url, {
      method,
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", authorization },
    });
    return { httpStatus: response.status, text: await response.text() };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return text;
}

function header({ headers: all }: IncomingMessage, name: string): string {
  return String(all[name] ?? "");
}
