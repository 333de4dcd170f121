/**
 * Withings' own words, which help, but come from outside: printable, short, and without anything that was sent or looks like a token. Empty
 * where nothing can be shown.
 */
export function quoted(words: string, secrets: readonly (string | undefined)[]): string {
  const text = words.replace(/[^ -~]+/g, " ").replace(/\w{20,}/g, "...");
  return text && !secrets.some((secret) => secret && text.includes(secret)) ? text.slice(0, 200) : "";
}
