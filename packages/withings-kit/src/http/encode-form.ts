/**
 * `application/x-www-form-urlencoded`, in the order of the keys; keys whose value is undefined are left out. Not `URLSearchParams`,
 * since React Native's is incomplete.
 */
export function encodeForm(fields: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    )
    .join("&");
}
