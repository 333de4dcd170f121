import { type WebView, WithingsConfigurationError } from "withings-kit";
import { defaultPassword } from "./people/generator.js";
import { type Arrival, type Browser, type VisitorFetch, createBrowser } from "./visitor/browser.js";
import { type Attributes, type ReadForm, type ReadPage, readPage } from "./visitor/read-html.js";

/** Who the scripted person is and what they answer. */
export interface VisitorOptions {
  /** How requests are made. A sandbox's own `fetch` reaches it without a network. Default: the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The login to type in. Default: none is typed; one of the people whom the sandbox offers is clicked. */
  readonly email?: string;
  /** The password that goes with `email`. Default: the one of every login of a sandbox. */
  readonly password?: string;
  /** The name or the user id of the person to be. Default: the first who is offered. */
  readonly person?: string | number;
  /** Which button of the consent page is pressed. Default `"allow"`. */
  readonly answer?: "allow" | "refuse";
  /** Is told each step in plain words, without code, state or password. */
  readonly trace?: (step: string) => void;
}

const maxPages = 10;

/**
 * A scripted person: fills in the sandbox's account pages over HTTP, the same pages that a browser shows, and ends where the browser
 * would be sent. For tests and for machines without a display.
 *
 * @returns a web view for `WithingsConnector.authorize`. Its `open` throws an `Error` that says what the pages showed when they do not
 * lead to the redirect URI, such as a redirect URI that is not registered; for a wrong password and a person who is not there it is a
 * `WithingsConfigurationError`, which `authorize` and `connect` pass on.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox();
 * const credentials = await WithingsConnector.authorize({
 *   ...options,
 *   cloud: sandbox.cloud,
 *   fetch: sandbox.fetch,
 *   webView: visitor({ fetch: sandbox.fetch, answer: "allow" }),
 * });
 * ```
 */
export function visitor(options: VisitorOptions = {}): WebView {
  if (options.password !== undefined && options.email === undefined)
    throw new Error("A visitor with a password needs an e-mail address too. Pass both, or neither.");
  const fetch: VisitorFetch = options.fetch ?? ((request) => globalThis.fetch(request));
  return {
    open: async ({ url, redirectUri, signal }) => {
      const browser = createBrowser({ fetch, redirectUri, signal, origin: new URL(url).origin });
      return { type: "callback", url: await visit(await browser.open(url), browser, options) };
    },
  };
}

async function visit(start: Arrival, browser: Browser, options: VisitorOptions): Promise<string> {
  const trace = options.trace ?? ((): void => undefined);
  let arrival = start;
  for (let pages = 0; pages < maxPages; pages++) {
    if (arrival.type === "left") {
      trace(`Was sent back to ${destination(arrival.url)}`);
      return arrival.url;
    }
    const page = await read(arrival.response);
    trace(`Saw the page “${page.heading}”`);
    arrival = await fillIn(page, { on: arrival.url, browser, options, trace });
  }
  throw new Error(`The visitor saw ${maxPages} pages and was not sent back. Look at them with a browser.`);
}

interface Sight {
  readonly on: URL;
  readonly browser: Browser;
  readonly options: VisitorOptions;
  readonly trace: (step: string) => void;
}

/** Does what the page asks for, which its forms and links tell. */
function fillIn(page: ReadPage, sight: Sight): Promise<Arrival> {
  const consent = page.forms.find(({ buttons }) => buttons.some(({ value }) => value === "allow"));
  if (consent !== undefined) return answer(page, consent, sight);
  const password = page.forms.find(({ inputs }) => inputs.some(({ type }) => type === "password"));
  if (password !== undefined) return logIn(page, password, sight);
  const people = page.links.filter((link) => link["data-person"] !== undefined);
  if (people.length > 0) return choose(people, sight);
  throw new Error(
    `The visitor cannot go on from the page “${page.heading}”. Open the same URL in a browser to read it.`,
  );
}

function logIn(page: ReadPage, form: ReadForm, { on, browser, options, trace }: Sight): Promise<Arrival> {
  if (page.alert !== undefined)
    throw wrong("password", `The visitor could not log in. The page says: ${page.alert}`);
  if (options.email !== undefined) {
    trace(`Typed the e-mail address ${options.email} and a password`);
    const typed = { email: options.email, password: options.password ?? defaultPassword };
    return browser.submit(form, { on, typed });
  }
  const people: Attributes[] = [];
  for (const offer of page.forms) {
    const offered = offer.buttons.filter(({ name }) => name === "person");
    people.push(...offered);
    const button = offered.find((each) =>
      isPerson(options.person, { ...each, "data-person": each["value"] ?? "" }),
    );
    if (button === undefined) continue;
    trace(`Clicked on ${button["data-name"] ?? "the first person"}`);
    return browser.submit(offer, { on, button });
  }
  throw wrong(
    "person",
    `The visitor is not offered ${wanted(options)} on the login page. ${namesOf(people)}Or pass the e-mail address of a login.`,
  );
}

function choose(people: readonly Attributes[], { on, browser, options, trace }: Sight): Promise<Arrival> {
  const link = people.find((each) => isPerson(options.person, each));
  if (link?.["href"] === undefined)
    throw wrong(
      "person",
      `The visitor does not find ${wanted(options)} among the people of this login. ${namesOf(people)}`,
    );
  trace(`Chose ${link["data-name"] ?? "the first person"}`);
  return browser.open(new URL(link["href"], on).href);
}

function answer(page: ReadPage, form: ReadForm, { on, browser, options, trace }: Sight): Promise<Arrival> {
  const person = page.people[0] ?? {};
  // Demo mode asks nobody who they are.
  if (!new URLSearchParams(on.search).has("mode") && !isPerson(options.person, person))
    throw wrong(
      "person",
      `The visitor is asked to connect ${person["data-name"] ?? "somebody"}, not ${wanted(options)}.`,
    );
  const pressed = options.answer ?? "allow";
  trace(pressed === "allow" ? "Pressed Allow" : "Pressed Refuse");
  return browser.submit(form, { on, button: { name: "answer", value: pressed } });
}

/** Whether an element is about the wanted person; anybody is when nobody in particular is wanted. */
function isPerson(person: VisitorOptions["person"], element: Attributes): boolean {
  if (person === undefined) return true;
  return [element["data-person"], element["data-name"], element["data-name"]?.split(" ")[0]].includes(
    String(person),
  );
}

function wanted({ person }: VisitorOptions): string {
  return person === undefined ? "anybody" : `the person ${person}`;
}

/** Who there is in place of somebody who is not. */
function namesOf(people: readonly Attributes[]): string {
  const names = people.flatMap((each) => each["data-name"] ?? []);
  return names.length > 0 ? `There are ${names.join(", ")}. ` : "";
}

/** The error for an option. An error of withings-kit, since authorize repeats the words of no other: they could hold a state. */
function wrong(option: keyof VisitorOptions, words: string): WithingsConfigurationError {
  return new WithingsConfigurationError("configuration_invalid", words.trimEnd(), { option });
}

async function read(response: Response): Promise<ReadPage> {
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "no content type";
  if (type.startsWith("text/html")) return readPage(text);
  if (type.startsWith("application/json"))
    throw new Error(`The account pages show an error in place of a page: ${errorMessage(text)}`);
  throw new Error(`The account pages answered HTTP ${response.status} with ${type}, which is not a page.`);
}

/** Withings' words, from `{"errors":[{"message":"..."}]}`. */
function errorMessage(text: string): string {
  return /"message"\s*:\s*"([^"\\]*)"/.exec(text)?.[1] ?? "its body is not Withings' shape of an error.";
}

function destination(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
