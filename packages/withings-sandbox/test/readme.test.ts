import { readFileSync } from "node:fs";
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
  const examples = [...readme.matchAll(/^curl (.*)$/gm)].map(([, line = ""]) => line);
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
