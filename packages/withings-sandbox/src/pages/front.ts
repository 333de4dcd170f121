import { personAvatar } from "./avatar.js";
import { type Page, document } from "./document.js";
import { type Html, html } from "./html.js";

/** The sandbox's front page: what this is, where it listens, and who lives here. */
export interface FrontModel {
  readonly accountUrl: string;
  readonly apiUrl: string;
  /** The registered applications, with their secrets: all of it is invented, and whoever builds against it needs them. */
  readonly applications: readonly FrontApplication[];
  readonly logins: readonly FrontLogin[];
  /** How many logins there are beyond those. */
  readonly moreLogins: number;
  /** Where the sandbox is controlled over HTTP. */
  readonly controlUrl: string;
  /** Who is logged in with this browser. */
  readonly loggedInAs?: string;
}

export interface FrontApplication {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

/** An e-mail address with the people who share it. */
export interface FrontLogin {
  readonly email: string;
  readonly password: string;
  readonly people: readonly { readonly name: string; readonly userId: number }[];
}

export function frontPage(model: FrontModel): Page {
  return document({
    title: "A Withings cloud on your machine",
    layout: "front",
    main: html`<header>
        <h1>A Withings cloud on your own machine</h1>
        <p class="lead">
          Login pages, tokens and people to build against, with no device, no account and no network. It
          answers as Withings does, refusals included.
        </p>
      </header>
      <div class="columns">
        <div class="stack">${addresses(model)} ${model.applications.map(applicationCard)}</div>
        ${peopleCard(model)}
      </div>
      <footer class="small">
        <ul>
          ${session(model.loggedInAs)}
          <li><a href="${model.controlUrl}">Controls over HTTP: clock, faults, requests</a></li>
          <li><a href="https://developer.withings.com/api-reference/">Withings’ API reference</a></li>
        </ul>
        <p class="muted">Unofficial: not made by Withings, not affiliated with it.</p>
      </footer>`,
  });
}

function addresses({ accountUrl, apiUrl }: FrontModel): Html {
  return html`<section class="card" aria-labelledby="addresses">
    <h2 id="addresses">Addresses</h2>
    <p class="muted small">Give them to your program as the option <code>cloud</code>.</p>
    <dl class="facts">
      <div>
        <dt>Where people log in: <code>accountUrl</code></dt>
        <dd><code>${accountUrl}</code></dd>
      </div>
      <div>
        <dt>Where the API answers: <code>apiUrl</code></dt>
        <dd><code>${apiUrl}</code></dd>
      </div>
    </dl>
  </section>`;
}

function applicationCard({ name, clientId, clientSecret, redirectUris }: FrontApplication): Html {
  return html`<section class="card">
    <h2>Application: ${name}</h2>
    <dl class="facts">
      <div>
        <dt>Client ID</dt>
        <dd><code>${clientId}</code></dd>
      </div>
      <div>
        <dt>Client secret</dt>
        <dd><code>${clientSecret}</code></dd>
      </div>
      <div>
        <dt>Redirect URIs</dt>
        ${redirectUris.map((uri) => html`<dd><code>${uri}</code></dd>`)}
      </div>
    </dl>
  </section>`;
}

function peopleCard({ logins, moreLogins }: FrontModel): Html {
  return html`<section class="card" aria-labelledby="people">
    <h2 id="people">People</h2>
    <p class="muted small">Invented. On the login page each is one click away.</p>
    <div class="facts">${logins.map(loginGroup)}</div>
    ${moreLogins === 0 ? undefined : html`<p class="muted small">And ${moreLogins} more logins.</p>`}
  </section>`;
}

function loginGroup({ email, password, people }: FrontLogin): Html {
  return html`<div class="group">
    <h3 class="small">${email}</h3>
    <p class="muted small">Password <code>${password}</code></p>
    <ul>
      ${people.map(
        ({ name, userId }) =>
          html`<li>
            ${personAvatar(name, userId)}
            <p class="who"><span>${name}</span><span>User ${userId}</span></p>
          </li>`,
      )}
    </ul>
  </div>`;
}

function session(loggedInAs: string | undefined): Html {
  return loggedInAs === undefined
    ? html`<li><a href="/login">Log in</a></li>`
    : html`<li>Logged in as ${loggedInAs}. <a href="/logout">Log out</a></li>`;
}
