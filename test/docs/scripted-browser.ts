// A person's browser for snippets that are servers: opens the first page, follows its link to the login, where a scripted person fills in the
// forms, and goes where the server sends it at the end.
import { visit } from "./scripted-person.ts";

/** Uses a server from its first page to the end of a login, as soon as it answers. */
export async function useServer(
  url: string,
  { fetch, sandboxUrl }: { fetch: typeof globalThis.fetch; sandboxUrl: string },
): Promise<void> {
  const cookies = new Map<string, string>();
  const open = async (address: string): Promise<Response> => {
    const cookie = Array.from(cookies, (pair) => pair.join("=")).join("; ");
    const response = await fetch(address, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", ...value] = (line.split(";")[0] ?? "").split("=");
      if (line.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value.join("="));
    }
    return response;
  };

  let first = await open(url).catch(() => undefined);
  for (; !first; first = await open(url).catch(() => undefined))
    await new Promise((resolve) => setTimeout(resolve, 50));
  const [, href = ""] = /<a href="([^"]+)"/.exec(await first.text()) ?? [];
  const login = (await open(new URL(href, url).href)).headers.get("location") ?? "";
  const redirectUri = new URL(login).searchParams.get("redirect_uri") ?? "";
  const back = await open(await visit({ url: login, redirectUri, sandboxUrl, answer: "allow" }));
  const end = await open(back.headers.get("location") ?? "");
  console.log(`The browser shows: ${await end.text()}`);
}
