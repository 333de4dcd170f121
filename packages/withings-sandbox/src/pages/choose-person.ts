import { personAvatar } from "./avatar.js";
import { type Page, document } from "./document.js";
import { emailText, html } from "./html.js";

/** The page on which a login that several people share says for whom it is. */
export interface ChoosePersonModel {
  readonly applicationName: string;
  /** The address that is logged in. */
  readonly email: string;
  readonly people: readonly PersonChoice[];
  readonly logoutUrl: string;
}

/** A person of the login, and the address at which consent is asked for them. */
export interface PersonChoice {
  readonly userId: number;
  readonly name: string;
  readonly url: string;
}

export function choosePersonPage({ applicationName, email, people, logoutUrl }: ChoosePersonModel): Page {
  const choices = people.map(
    ({ userId, name, url }) =>
      html`<li>
        <a class="person" href="${url}" data-person="${userId}" data-name="${name}">
          ${personAvatar(name, userId)}<span class="who"
            ><span>${name}</span><span>User ${userId}</span></span
          >
        </a>
      </li>`,
  );
  return document({
    title: "Whose data?",
    main: html`<div class="card stack">
        <div>
          <h1>Whose data is it about?</h1>
          <p class="lead">
            Several people share this login. <strong>${applicationName}</strong> will be connected with one of
            them.
          </p>
        </div>
        <nav aria-label="People of this login">
          <ul class="people">
            ${choices}
          </ul>
        </nav>
      </div>
      <p class="after small muted">
        Logged in as ${emailText(email)}. <a href="${logoutUrl}">Not you? Log out</a>
      </p>`,
  });
}
