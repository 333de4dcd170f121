// The browser that the snippets' logins open: started by the variable BROWSER with an address, it follows it to the login page, where a
// scripted person fills in the forms, and goes where the page sends it.
import { visit } from "./scripted-person.ts";

const [sandboxUrl = "", answer, start = ""] = process.argv.slice(2);
const sent = await fetch(start, { redirect: "manual" });
const url = sent.headers.get("location") ?? "";
const redirectUri = new URL(url).searchParams.get("redirect_uri") ?? "";
await (await fetch(await visit({ url, redirectUri, sandboxUrl, answer }))).text();
