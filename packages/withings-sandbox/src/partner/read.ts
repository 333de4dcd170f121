import type { Answer } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { pageOf, readOffset } from "../api/paging.js";
import type { Person } from "../state/index.js";
import type { PartnerRecords } from "./records.js";

/** What the partner who calls has. */
export function recordsOf({ context, application }: Call): PartnerRecords {
  return context.partner.of(application.clientID);
}

/** A parameter that is given, and not empty. */
export function given({ parameters }: Call, name: string): string | undefined {
  return parameters.get(name) || undefined;
}

/** A number that is given. */
export function givenNumber(call: Call, name: string): number | undefined {
  const text = given(call, name);
  return text === undefined ? undefined : Number(text);
}

/** A truth value: `1` or `true`. */
export function isTrue(call: Call, name: string): boolean {
  return /^(?:1|true)$/.test(given(call, name) ?? "");
}

/** JSON that is given. Its shape was held against the contract before. */
export function givenJson(call: Call, name: string): unknown {
  const text = given(call, name);
  return text === undefined ? undefined : JSON.parse(text);
}

/** A person who is linked to the application, or whose account the partner made. */
export function findUser({ context, application }: Call, userid: number | undefined): Person | undefined {
  const person = context.state.people.get(userid ?? 0);
  if (person === undefined) return undefined;
  const isLinked = context.state.links.get(application.clientID, person.id) !== undefined;
  return isLinked || person.ownedBy === application.clientID ? person : undefined;
}

/** A page of rows, as lists of partners answer it. */
export function listPage(
  call: Call,
  { name, rows }: { readonly name: string; readonly rows: Iterable<() => object> },
): Answer {
  const offset = readOffset(call.parameters);
  if (typeof offset !== "number") return offset;
  const { partnerRowsPerPage } = call.context.options;
  const page = pageOf(rows, { offset, size: partnerRowsPerPage });
  return {
    status: 0,
    body: { [name]: page.rows.map((write) => write()), more: page.more, offset: page.next },
  };
}
