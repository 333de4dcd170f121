import type { Application } from "./applications.js";

/** A person who is connected to an application. */
export interface Link {
  readonly clientId: string;
  readonly personId: number;
  /** What the last authorization granted. */
  readonly scopes: readonly string[];
}

/** Who is connected to which application. */
export interface Links {
  /** Whether this person can be connected: a restricted application holds ten, the demo person not counted. */
  hasRoom(application: Application, personId: number): boolean;
  put(link: Link): void;
  get(clientId: string, personId: number): Link | undefined;
  /** The links of an application, in the order in which they were made. */
  of(clientId: string): readonly Link[];
  delete(clientId: string, personId: number): void;
  clear(): void;
}

/** @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-subscribe */
const restrictedLinks = 10;

/** No links. */
export function createLinks(isDemo: (personId: number) => boolean): Links {
  const byClient = new Map<string, Map<number, Link>>();
  return {
    hasRoom: (application, personId) => {
      const links = byClient.get(application.clientID);
      if (!application.restricted || links === undefined || links.has(personId) || isDemo(personId))
        return true;
      const counted = [...links.keys()].filter((id) => !isDemo(id));
      return counted.length < restrictedLinks;
    },
    put: (link) => {
      const links = byClient.get(link.clientId) ?? new Map<number, Link>();
      links.set(link.personId, link);
      byClient.set(link.clientId, links);
    },
    get: (clientId, personId) => byClient.get(clientId)?.get(personId),
    of: (clientId) => [...(byClient.get(clientId)?.values() ?? [])],
    delete: (clientId, personId) => {
      byClient.get(clientId)?.delete(personId);
    },
    clear: () => {
      byClient.clear();
    },
  };
}
