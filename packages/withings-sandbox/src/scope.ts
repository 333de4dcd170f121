/**
 * The scopes of a list, each once. It is split at commas only: scopes that are joined with spaces are one unknown scope to Withings, and
 * should be to those who test here.
 */
export function splitScopes(list: string): string[] {
  const names = list.split(",").map((name) => name.trim());
  return [...new Set(names.filter(Boolean))];
}
