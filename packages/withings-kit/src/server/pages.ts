import { page, styleSource } from "../page/page.js";
import { html } from "./answers.js";
import { type LoginOutcome, outcomeWords } from "./outcome.js";

const policy = `style-src ${styleSource}`;

/** The page at the end of a login. Nothing of it depends on a request but which of our texts it shows. */
export function outcomePage(outcome: LoginOutcome, status = 200): Response {
  const footer = "This page comes from the application that you connected, or were about to.";
  return html(status, { text: page({ ...outcomeWords[outcome], footer }).html, policy });
}

/** The page that leads back into an app, for addresses to which browsers do not let themselves be redirected. */
export function bridgePage(url: string, isGood: boolean): Response {
  const text = page({
    mood: isGood ? "good" : "calm",
    title: isGood ? "Almost done" : "Back to the app",
    paragraphs: [
      isGood
        ? "The app that you came from finishes connecting your Withings account."
        : "Nothing was connected. The app that you came from says more.",
      "If it does not open by itself, press the button.",
    ],
    next: { url, label: "Open the app" },
    footer: "This page comes from the application that you are connecting.",
  });
  return html(200, { text: text.html, policy });
}
