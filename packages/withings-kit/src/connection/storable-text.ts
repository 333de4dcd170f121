// What a database's text cannot hold, though a string of JavaScript can: no database takes half of a surrogate pair, and Postgres not the
// character NUL. They are written in another way, so that a text comes back as it was; a text without them is stored as it is.
const mark = "\u001a";
const unstorable = /[\0\u001a\p{Surrogate}]/gu;
const written = /\u001a([\da-f]{4})/g;

/** A text as a database can hold it. Different texts stay different, and one that begins with another still does. */
export function toStorable(text: string): string {
  return text.replaceAll(
    unstorable,
    (character) => mark + character.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** The text that {@link toStorable} was given. */
export function fromStorable(text: string): string {
  return text.replaceAll(written, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** How storable keys begin that begin with a prefix. Some others may too, where half of a pair ends the prefix. */
export function storablePrefix(prefix: string): string {
  return toStorable(prefix.replace(/[\uD800-\uDBFF]$/, ""));
}
