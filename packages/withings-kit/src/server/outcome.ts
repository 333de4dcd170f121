/** How a login ended, in a word that stands in addresses: for the page that is shown then. */
export type LoginOutcome =
  | "connected"
  /** The person did not allow access. */
  | "refused"
  /** Something failed, at Withings or here. */
  | "failed"
  /** It took longer than ten minutes. */
  | "expired"
  /** The Withings account is another user's. */
  | "already_linked"
  /** The user has another Withings account, with which the household's browser was perhaps still logged in. */
  | "another_person"
  /** Somebody else is signed in now. */
  | "another_user"
  /** Nobody is signed in now. */
  | "signed_out"
  /** Not a login that this browser began, or one that is over. */
  | "unknown_login";

/** What a person is told, and how it feels. */
interface OutcomeWords {
  readonly mood: "good" | "calm" | "bad";
  readonly title: string;
  readonly paragraphs: readonly [string, string];
}

const again = "Go back to the application and start again.";

/** The words of each. */
export const outcomeWords: Readonly<Record<LoginOutcome, OutcomeWords>> = {
  connected: {
    mood: "good",
    title: "Withings is connected",
    paragraphs: [
      "Your Withings account is linked to your account here.",
      "You can close this page and go back to the application.",
    ],
  },
  refused: {
    mood: "calm",
    title: "Nothing was connected",
    paragraphs: [
      "You did not allow access, so the application received nothing from your Withings account.",
      "You can close this page. If you change your mind, start again in the application.",
    ],
  },
  failed: {
    mood: "bad",
    title: "The login could not be finished",
    paragraphs: [
      "Something went wrong after you came back from Withings. Nothing was connected.",
      `${again} If it happens again, tell the application’s makers; they can see what it was.`,
    ],
  },
  expired: {
    mood: "calm",
    title: "That took a little too long",
    paragraphs: ["A login must be finished within ten minutes. Nothing was connected.", again],
  },
  already_linked: {
    mood: "bad",
    title: "This Withings account is somebody else’s here",
    paragraphs: [
      "It is linked to another account of this application, so it was not linked to yours.",
      "If the other account is yours too, disconnect Withings there first. If it is not, log out at Withings and log in as yourself.",
    ],
  },
  another_person: {
    mood: "bad",
    title: "This is another Withings account than before",
    paragraphs: [
      "Your account here is linked to a different person at Withings, and stays so. Perhaps this browser was still logged in there as somebody of your household.",
      "Log out at Withings and start again; or, if you mean to change accounts, disconnect the old one in the application first.",
    ],
  },
  another_user: {
    mood: "bad",
    title: "Somebody else is signed in now",
    paragraphs: [
      "This login was begun by another account of the application than the one that is signed in. Nothing was connected.",
      again,
    ],
  },
  signed_out: {
    mood: "calm",
    title: "You are not signed in",
    paragraphs: [
      "The application does not know whose Withings account this is. Nothing was connected.",
      "Sign in to the application, then connect Withings there.",
    ],
  },
  unknown_login: {
    mood: "calm",
    title: "This login is not known",
    paragraphs: [
      "It was begun in another browser, or it is over already. Nothing was connected here.",
      `If you did not begin one, you can simply close this page. Otherwise: ${again.charAt(0).toLowerCase()}${again.slice(1)}`,
    ],
  },
};

/** Whether something is the name of an outcome. */
export function isOutcome(text: string): text is LoginOutcome {
  return Object.hasOwn(outcomeWords, text);
}
