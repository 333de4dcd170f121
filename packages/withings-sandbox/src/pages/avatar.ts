import { type Html, html } from "./html.js";

/** Two letters in a coloured disc: a person. Decoration, the name always stands beside it. */
export function personAvatar(name: string, userId: number): Html {
  return avatar(name, "round", userId % tints);
}

/** The same in a square: an application. */
export function applicationAvatar(name: string): Html {
  return avatar(name, "square", name.length % tints);
}

/** How many classes `t0`, `t1`, ... the stylesheet has. */
const tints = 6;

function avatar(name: string, shape: "round" | "square", tint: number): Html {
  return html`<span class="avatar ${shape} t${tint}" aria-hidden="true">${initials(name)}</span>`;
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return (firstLetter(first) + firstLetter(last)).toLocaleUpperCase("en") || "?";
}

function firstLetter(word: string): string {
  const codePoint = word.codePointAt(0);
  return codePoint === undefined ? "" : String.fromCodePoint(codePoint);
}
