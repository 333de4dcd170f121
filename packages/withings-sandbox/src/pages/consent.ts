import type { ScopeDescription } from "withings-kit/contract";
import { applicationAvatar, personAvatar } from "./avatar.js";
import { type Page, document } from "./document.js";
import { type Html, emailText, html } from "./html.js";

/** The page on which a person allows an application to read their data, or refuses. */
export interface ConsentModel {
  readonly applicationName: string;
  readonly person: ConsentPerson;
  readonly scopes: readonly AskedScope[];
  /** Guards the form against other sites. */
  readonly csrf: string;
  /** Where the answer is sent: the page's own address. */
  readonly action: string;
  /** Where the browser goes afterwards; without `name` where it will go nowhere, because the address is not registered. */
  readonly destination: { readonly redirectUri: string; readonly name?: string };
  /** Where another person of the same login is chosen. */
  readonly otherPersonUrl?: string;
  /** Absent where nobody is logged in: in demo mode. */
  readonly logoutUrl?: string;
}

/** Whose data it is about. */
export interface ConsentPerson {
  readonly name: string;
  readonly userId: number;
  /** Absent for the demo person, whom no login holds. */
  readonly email?: string;
}

/** A scope as it was asked for; without a description where Withings documents none. */
export interface AskedScope {
  readonly scope: string;
  readonly description?: ScopeDescription;
}

export function consentPage(model: ConsentModel): Page {
  const { applicationName, person, destination } = model;
  return document({
    title: `Connect ${applicationName}`,
    // One permission would leave the second column empty.
    layout: model.scopes.length > 1 ? "wide" : "card",
    formsLead: "anywhere",
    main: html`<div class="card consent">
      <div class="ask">
        <div class="link" aria-hidden="true">
          ${applicationAvatar(applicationName)}<i></i>${personAvatar(person.name, person.userId)}
        </div>
        <h1>Connect with ${applicationName}?</h1>
        <p class="lead">${model.logoutUrl === undefined ? demoLead : lead}</p>
        ${identity(model)}
      </div>
      <section class="asked" aria-labelledby="asked">
        <h2 id="asked">What ${applicationName} asks for</h2>
        <ul class="scopes">
          ${model.scopes.map(scopeItem)}
        </ul>
      </section>
      <form class="answer" method="post" action="${model.action}">
        <input type="hidden" name="csrf" value="${model.csrf}" />
        <div class="answers">
          <button class="button primary" name="answer" value="allow">Allow</button>
          <button class="button" name="answer" value="refuse">Refuse</button>
        </div>
        ${destination.name === undefined ? unregistered(destination.redirectUri) : goingTo(destination.name)}
      </form>
    </div>`,
  });
}

const lead = html`If you allow it, this application can read what is listed here, until you end it.`;
const demoLead = html`Demo mode: nobody logs in. The application reads the invented data of the demo user,
whom everybody shares.`;

function identity({ person, otherPersonUrl, logoutUrl }: ConsentModel): Html {
  const links = [
    otherPersonUrl === undefined ? undefined : html`<a href="${otherPersonUrl}">Someone else</a>`,
    logoutUrl === undefined ? undefined : html`<a href="${logoutUrl}">Not you? Log out</a>`,
  ].filter((link) => link !== undefined);
  return html`<div class="identity">
    <p class="muted small">${logoutUrl === undefined ? "You connect" : "You connect the data of"}</p>
    <p class="who" data-person="${person.userId}" data-name="${person.name}">
      <span>${person.name}</span>
      <span
        >${person.email === undefined ? "User" : html`${emailText(person.email)} · user`}&nbsp;${person.userId}</span
      >
    </p>
    ${links.length === 0 ? undefined : html`<p class="actions">${links}</p>`}
  </div>`;
}

function goingTo(name: string): Html {
  return html`<p class="muted small">Either way you go back to <strong>${name}</strong>.</p>`;
}

function unregistered(redirectUri: string): Html {
  return html`<div class="sandbox note small">
    <p>
      <strong>From the sandbox:</strong> the redirect URI <code>${redirectUri}</code> is not registered for
      this application. Like Withings, the sandbox asks first and shows its error afterwards.
    </p>
  </div>`;
}

function scopeItem({ scope, description }: AskedScope): Html {
  if (description === undefined)
    return html`<li class="unknown">
      <div class="name">
        <h3>Unknown permission</h3>
        <code>${scope}</code>
      </div>
      <p>Withings documents no scope of this name. Nothing is given for it.</p>
    </li>`;
  const not = description.doesNotGive;
  return html`<li>
    <div class="name">
      <h3>${description.title}</h3>
      <code>${scope}</code>
    </div>
    <p>${description.gives}</p>
    ${not === undefined ? undefined : html`<p>Not included: ${lowerFirst(not)}</p>`}
  </li>`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
