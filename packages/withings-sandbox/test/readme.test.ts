import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createSandbox, defaultBehaviour, defaultPassword } from "withings-sandbox";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The rows of a table, as their cells, without the marks of code. */
const rows = readme
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));

test("the table of options names every option with its default, what else it takes, and what it is about", async () => {
  const { fetch, cloud } = createSandbox();
  const answer = await fetch(`${cloud.apiUrl}/_sandbox/options`);
  const { allowed, about } = (await answer.json()) as Record<"allowed" | "about", Record<string, string>>;
  for (const [name, value] of Object.entries(defaultBehaviour)) {
    const [, , byDefault, others = "", subject] = rows.find(([, cell]) => cell === name) ?? [];
    expect([byDefault, subject], name).toEqual([String(value), about[name]]);
    const words = allowed[name]
      ?.replace("a whole number from ", "")
      .replace(/a text .*/, "any header text")
      .replaceAll('"', "")
      .split(" or ");
    for (const word of words ?? [name]) expect(`${String(value)}, ${others}`, name).toContain(word);
  }
});

test("the table of faults names every kind, with its fields", async () => {
  const { fetch, cloud } = createSandbox();
  const answer = await fetch(`${cloud.apiUrl}/_sandbox/faults`);
  const { kinds } = (await answer.json()) as { kinds: Record<string, string[]> };
  for (const [kind, fields] of Object.entries(kinds)) {
    const row = rows.find(([, cell]) => cell === kind);
    for (const field of fields) expect(row?.[3], kind).toContain(field);
  }
});

test("every path of the controls is in it, and the password", async () => {
  const { fetch, cloud } = createSandbox();
  const { endpoints } = (await (await fetch(`${cloud.apiUrl}/_sandbox`)).json()) as { endpoints: object };
  for (const endpoint of Object.keys(endpoints)) expect(readme).toContain(endpoint.split(" ")[1]);
  expect(readme).toContain(`Every password is \`${defaultPassword}\``);
});

test("the examples of curl are answered", async () => {
  const { fetch, cloud } = createSandbox();
  const examples = [...readme.matchAll(/^curl (.*http:.*)$/gm)].map(([, line = ""]) => line);
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples) {
    const { pathname } = new URL(/http:\S+/.exec(example)?.[0] ?? "");
    const body = /-d '(.*)'$/.exec(example)?.[1];
    const method = /-X (\S+)/.exec(example)?.[1] ?? (body === undefined ? "GET" : "POST");
    const answer = await fetch(cloud.apiUrl + pathname, {
      method,
      ...(example.includes('-H "$json"') ? { headers: { "content-type": "application/json" } } : {}),
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status, example).toBeLessThan(300);
  }
});

test("the login by curl gets tokens, is refused its repetition, and is answered 10 seconds later", async () => {
  const [, script = ""] = /```sh\n([^`]*requesttoken[^`]*)```/.exec(readme) ?? [];
  const server = await createSandbox().listen();
  try {
    const curl = `curl() { "${process.execPath}" "${fileURLToPath(new URL("support/curl.ts", import.meta.url))}" "$@"; echo; }`;
    const ours = script.replace("http://localhost:8787", server.url);
    const { stdout, stderr } = await promisify(execFile)("sh", ["-euc", `${curl}\n${ours}`]);
    const statuses = [...stdout.matchAll(/"status":(\d+)/g)].map(([, status]) => Number(status));
    expect({ statuses, stderr }).toEqual({ statuses: [0, 601, 0], stderr: "" });
  } finally {
    await server.close();
  }
});

test("the pages take the fields that it names, and answer with a code", async () => {
  const { fetch, cloud, application, people } = createSandbox();
  const email = "household@example.com";
  for (const firstName of ["Nova", "Tomas"]) people.add({ firstName, email });
  const person = people.list().find(({ firstName }) => firstName === "Tomas")?.id ?? 0;
  const cookies = new Map<string, string>();
  const send = async (path: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const answer = await fetch(
      new Request(new URL(path, cloud.accountUrl), {
        headers: { cookie: [...cookies.values()].join("; ") },
        ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
      }),
    );
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.split("=")[0] ?? "", pair);
    }
    return answer;
  };
  const csrfOf = async (page: Response): Promise<string> =>
    /name="csrf" value="([^"]*)"/.exec(await page.text())?.[1] ?? "";

  const query = new URLSearchParams({
    response_type: "code",
    client_id: application.clientID,
    redirect_uri: application.redirectUris[0] ?? "",
    scope: "user.info",
    state: "a-state-of-its-own",
  });
  const asked = `/oauth2_user/authorize2?${query}`;
  const login = await send((await send(asked)).headers.get("location") ?? "");
  await send("/login", { csrf: await csrfOf(login), r: asked, email, password: defaultPassword });
  const chosen = `${asked}&selecteduser=${person}`;
  const allowed = await send(chosen, { csrf: await csrfOf(await send(chosen)), answer: "allow" });
  expect(allowed.headers.get("location")).toMatch(/^http:\/\/localhost:8765\/callback\?code=\w+&state=/);
  for (const field of ["csrf", "r", "email", "password", "person", "selecteduser", "answer"])
    expect(readme).toContain(`\`${field}\``);
});

test("a person who is added with an e-mail address that there is joins its login", () => {
  const { people } = createSandbox();
  people.add({ firstName: "Nova", email: "nova@example.com", password: "first" });
  people.add({ firstName: "Tomas", email: "NOVA@example.com", password: "second" });
  const [login, ...others] = people.logins().filter((each) => /^nova@/i.test(each.email));
  expect([login?.password, login?.personIds.length, others]).toEqual(["first", 2, []]);
  expect(readme).toContain("joins that login, whose password stays as it is");
});
