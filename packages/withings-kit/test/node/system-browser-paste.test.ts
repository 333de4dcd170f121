import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { request } from "./support/raw-http.js";
import { code, state, waitingLogin, type WaitingLogin } from "./support/waiting-login.js";

interface Pasting extends WaitingLogin {
  readonly input: PassThrough;
  readonly paste: (text: string) => void;
}

const pasting = async (
  options: { allowBareCode?: boolean; exchange?: () => Promise<void> } = {},
): Promise<Pasting> => {
  const input = new PassThrough();
  const { exchange, ...more } = options;
  const login = await waitingLogin({
    options: { openBrowser: false, input, ...more },
    ...(exchange === undefined ? {} : { exchange }),
  });
  const paste = (text: string): void => {
    input.write(`${text}\n`);
  };
  return Object.assign(login, { input, paste });
};

const query = `code=${code}&state=${state}`;

describe("what can be pasted", () => {
  test.each([
    `http://localhost:PORT/callback?${query}`,
    `  http://localhost:PORT/callback?${query}  `,
    `"http://localhost:PORT/callback?${query}"`,
    `<http://localhost:PORT/callback?${query}>`,
    `localhost:PORT/callback?${query}`,
    query,
    `?${query}`,
    `state=${state}&code=${code}`,
    `scope=a&${query}`,
    `http://localhost:PORT/callback?${query}\r`,
  ])("%j", async (text) => {
    const { paste, port, result, exchanges, offers } = await pasting();
    paste(text.replace("PORT", String(port)));
    const { url } = (await result) as { url: string };
    expect(offers).toEqual([url]);
    expect(exchanges()).toBe(1);
    const { origin, pathname, searchParams } = new URL(url);
    expect([origin, pathname]).toEqual([`http://localhost:${port}`, "/callback"]);
    expect([searchParams.get("code"), searchParams.get("state")]).toEqual([code, state]);
  });

  test("also in pieces, and without a line's end where the input ends", async () => {
    const { input, result } = await pasting();
    for (const piece of query.match(/.{1,5}/g) ?? []) input.write(piece);
    input.end();
    await expect(result).resolves.toMatchObject({ type: "callback" });
  });

  test("a refusal", async () => {
    const { paste, result } = await pasting();
    paste(`error=access_denied&state=${state}`);
    await expect(result).resolves.toMatchObject({ type: "callback" });
  });
});

describe("what is wrong is told in plain words, and asked for again", () => {
  test.each([
    [`http://localhost:PORT/callback?code=${code}&state=wrong`, /belongs to another login/],
    [
      `https://account.example/oauth2_user/authorize2?state=${state}`,
      /another address.*begins with http:\/\/localhost/,
    ],
    [`http://evil.example/callback?${query}`, /another address/],
    ["x".repeat(17_000), /too long/],
    ["hello, what now?", /not an address/],
    ["\u001b[31mcanary\u0007", /not an address/],
    [code, /the code alone/],
  ])("%s", async (text, why) => {
    const { paste, port, printed, result, exchanges } = await pasting();
    const before = printed().length;
    paste(text.replace("PORT", String(port)));
    await expect.poll(() => printed().slice(before)).toMatch(why);
    const told = printed().slice(before);
    expect(told).toContain("Paste the address again, then press Enter:\n");
    for (const secret of [code, state, "evil", "canary", "hello"]) expect(told).not.toContain(secret);
    expect(exchanges()).toBe(0);
    paste(query);
    await expect(result).resolves.toMatchObject({ type: "callback" });
  });

  test("empty lines are nothing", async () => {
    const { paste, printed, offers } = await pasting();
    const before = printed();
    paste("\n  \n\n");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([printed(), offers]).toEqual([before, []]);
  });

  test("never is what was pasted printed", async () => {
    const { paste, printed, result, loginUrl } = await pasting();
    paste(`code=${code}&state=wrong`);
    paste(query);
    await result;
    expect(printed()).not.toContain(code);
    expect(printed().replaceAll(loginUrl, "")).not.toContain(state);
  });
});

test("a code alone is taken where the program allows it", async () => {
  const { paste, result, port } = await pasting({ allowBareCode: true });
  paste(code);
  await expect(result).resolves.toEqual({
    type: "callback",
    url: `http://localhost:${port}/callback?code=${code}&state=${state}`,
  });
});

describe("pasting and listening go on side by side", () => {
  test("the browser's own callback ends the asking", async () => {
    const { port, target, result, input } = await pasting();
    await request(port, { target });
    await request(port);
    await expect(result).resolves.toMatchObject({ type: "callback" });
    for (const event of ["data", "end", "error", "close"])
      expect(input.listenerCount(event), event).toBe(quiet(event));
    expect(input.isPaused()).toBe(true);
  });

  test("the pasted one closes the port at once", async () => {
    const { paste, port, result } = await pasting();
    const started = Date.now();
    paste(query);
    await result;
    expect(Date.now() - started).toBeLessThan(500);
    await expect(request(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("the same callback both ways is exchanged once", async () => {
    const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
    const { paste, port, target, result, exchanges } = await pasting({ exchange: slow });
    paste(query);
    expect((await request(port, { target })).status).toBe(303);
    expect((await request(port)).body).toContain("36312345");
    await result;
    expect(exchanges()).toBe(1);
  });

  test("Ctrl-D ends the asking, not the login", async () => {
    const { input, port, target, result, settled } = await pasting();
    input.end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(settled()).toBe(false);
    await request(port, { target });
    await request(port);
    await expect(result).resolves.toMatchObject({ type: "callback" });
  });

  test("what was pasted is not held up by what came to the port in vain", async () => {
    const { port, paste, result } = await pasting();
    expect((await request(port, { target: "/callback?code=a&state=wrong" })).status).toBe(400);
    const started = Date.now();
    paste(query);
    await result;
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  test("a flood of lines in one piece is read to its end", async () => {
    const { input, paste, result } = await pasting();
    input.write("\n".repeat(500_000));
    paste(query);
    await expect(result).resolves.toMatchObject({ type: "callback" });
  });

  test("a terminal that goes away ends the asking, not the login", async () => {
    const { input, port, target } = await pasting();
    input.destroy(new Error("EIO"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await request(port, { target })).status).toBe(303);
  });

  test("an abort gives the input back at once, also during the exchange", async () => {
    const { input, paste, abort, result, exchanges } = await pasting({
      exchange: () => new Promise(() => undefined),
    });
    paste(query);
    await expect.poll(exchanges).toBe(1);
    abort(new Error("enough"));
    await expect(result).rejects.toThrow("enough");
    expect(input.listenerCount("data")).toBe(0);
    expect(input.isPaused()).toBe(true);
  });

  test("an input that the program reads itself stays open for it", async () => {
    const input = new PassThrough();
    const heard: string[] = [];
    input.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
    const login = await waitingLogin({ options: { openBrowser: false, input } });
    input.write(`${query}\n`);
    await login.result;
    input.write("more\n");
    await expect.poll(() => heard.at(-1)).toBe("more\n");
  });
});

// What a stream listens to on itself.
function quiet(event: string): number {
  return new PassThrough().listenerCount(event);
}
