// The command of a browser in which a person sits: `person.ts allow|refuse|wait [<path of a Chromium>] <address>`. Without a Chromium the
// pages are filled in over HTTP.
import { chromium } from "playwright-core";
import { visitor } from "withings-sandbox";

const patienceMs = 20_000;

async function overHttp(answer: "allow" | "refuse", address: string): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  const start = await fetch(address, { redirect: "manual", signal });
  const url = start.headers.get("location") ?? "";
  const redirectUri = new URL(url).searchParams.get("redirect_uri") ?? "";
  const view = visitor({ answer });
  const result = await view.open({
    url,
    redirectUri,
    callbackUrlScheme: "http",
    signal,
    whyIgnored: () => undefined,
    offer: () => Promise.reject(new Error("The address is opened in its place.")),
  });
  if (result.type === "callback") await fetch(result.url, { signal });
}

async function inChromium(executablePath: string, address: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.goto(address);
    await page.locator("button.person").first().click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Withings is connected" }).waitFor();
  } finally {
    await browser.close();
  }
}

const [answer = "", ...rest] = process.argv.slice(2);
const [executablePath, address = ""] = rest.length > 1 ? rest : [undefined, ...rest];
if (answer === "wait") await fetch(address, { redirect: "manual" });
else if (executablePath === undefined) await overHttp(answer === "refuse" ? "refuse" : "allow", address);
else await inChromium(executablePath, address);
