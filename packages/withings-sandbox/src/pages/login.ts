import { personAvatar } from "./avatar.js";
import { type Page, document } from "./document.js";
import { type Html, emailText, html } from "./html.js";

/** The page on which a person says who they are. */
export interface LoginModel {
  /** The application that sent the person here; absent when they came by themselves. */
  readonly applicationName?: string;
  /** Guards the forms against other sites. */
  readonly csrf: string;
  /** Where to go on afterwards: a path on this sandbox. */
  readonly returnTo: string;
  /** What was typed before, when it was not accepted. */
  readonly refused?: { readonly email: string };
  /** The people whom the sandbox offers with one click. */
  readonly people: readonly LoginShortcut[];
  /** How many more there are, too many to list. */
  readonly morePeople: number;
}

/** One of the sandbox's people, offered with one click. */
export interface LoginShortcut {
  readonly userId: number;
  readonly name: string;
  readonly email: string;
}

export function loginPage(model: LoginModel): Page {
  const reason =
    model.applicationName === undefined
      ? html`Use a login of this sandbox.`
      : html`Then you decide what <strong>${model.applicationName}</strong> may read.`;
  return document({
    title: model.refused === undefined ? "Log in" : "Not accepted: log in",
    main: html`<div class="card stack">
      <div>
        <h1>Log in</h1>
        <p class="lead">${reason}</p>
      </div>
      ${model.refused === undefined ? undefined : refusal} ${passwordForm(model)}
      ${model.people.length === 0 ? undefined : shortcuts(model)}
    </div>`,
  });
}

const refusal = html`<p class="alert" id="refusal" role="alert">
  This e-mail address and password do not belong together. Check both, then try again.
</p>`;

function passwordForm({ csrf, returnTo, refused }: LoginModel): Html {
  const wrong = refused === undefined ? undefined : html` aria-invalid="true" aria-describedby="refusal"`;
  // After a refusal the cursor stands in the password, where it is most often mended, and the refusal is read out with it.
  return html`<form method="post" action="/login">
    <input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="r" value="${returnTo}" />
    <div class="field">
      <label for="email">E-mail address</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        value="${refused?.email}"
        ${wrong}
      />
    </div>
    <div class="field">
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        ${wrong}
        ${refused === undefined ? undefined : html`autofocus`}
      />
    </div>
    <button class="button primary wide">Log in</button>
  </form>`;
}

function shortcuts({ csrf, returnTo, people, morePeople }: LoginModel): Html {
  const buttons = people.map(
    ({ userId, name, email }) =>
      html`<li>
        <button class="person" name="person" value="${userId}" data-name="${name}">
          ${personAvatar(name, userId)}<span class="who"
            ><span>${name}</span><span>${emailText(email)}</span></span
          >
        </button>
      </li>`,
  );
  return html`<section class="sandbox" aria-labelledby="shortcuts">
    <h2 id="shortcuts">Or be one of the sandbox’s people</h2>
    <p class="muted small">One click, no password. The real Withings has no such list.</p>
    <form method="post" action="/login">
      <input type="hidden" name="csrf" value="${csrf}" />
      <input type="hidden" name="r" value="${returnTo}" />
      <ul class="people">
        ${buttons}
      </ul>
    </form>
    ${morePeople === 0 ? undefined : html`<p class="muted small">And ${morePeople} more: log in with their e-mail address.</p>`}
  </section>`;
}
