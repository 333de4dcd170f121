import fc from "fast-check";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";
import { authorizePath, goToConsent, guest } from "./support/guest.js";

const paths = fc.oneof(
  fc.constantFrom(
    "/v2/oauth2",
    "/v2/signature",
    "/v2/user",
    "/v2/other",
    "/measure",
    "/notify",
    "/",
    "/login",
  ),
  fc.constantFrom("/oauth2_user/authorize2", "/logout", "/_sandbox", "/_sandbox/clock", "/_sandbox/faults"),
  fc.constantFrom("/_sandbox/people", "/_sandbox/applications", "/_sandbox/options", "/_sandbox/codes"),
  fc.constantFrom("/_sandbox/clock/advance", "/_sandbox/faults/1", "/_sandbox/requests", "/_sandbox/reset"),
  fc.webPath(),
);
const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");
const names = fc.oneof(
  fc.constantFrom(
    "action",
    "grant_type",
    "client_id",
    "client_secret",
    "code",
    "redirect_uri",
    "refresh_token",
  ),
  fc.constantFrom(
    "nonce",
    "signature",
    "timestamp",
    "userid",
    "offset",
    "scope_oauth2",
    "redirect_uris",
    "scope",
  ),
  fc.constantFrom(
    "state",
    "response_type",
    "mode",
    "access_token",
    "email",
    "password",
    "intended_integrations",
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "now",
    "hours",
    "kind",
    "operation",
    "scopes",
    "personId",
    "redirectUris",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** Values that get past the first checks, beside any others. */
function values(sandbox: ReturnType<typeof createSandbox>): fc.Arbitrary<string> {
  const { clientID, clientSecret, redirectUris } = sandbox.application;
  return fc.oneof(
    fc.constantFrom(
      "requesttoken",
      "recoverauthorizationcode",
      "listusers",
      "revoke",
      "getdemoaccess",
      "createclient",
    ),
    fc.constantFrom(
      "getnonce",
      "getdevice",
      "authorization_code",
      "refresh_token",
      "code",
      "demo",
      "user.info",
      "*",
    ),
    fc.constantFrom(
      clientID,
      clientSecret,
      ...redirectUris,
      "drop",
      "1",
      "-1",
      "99999999999999999999",
      '["sdk"]',
      "[]",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
}

const contentTypes = fc.constantFrom(
  "application/x-www-form-urlencoded",
  "application/json",
  "multipart/form-data; boundary=x",
  "text/plain",
  "nonsense",
);

test("whatever is sent, it is answered, and never with a 500", async () => {
  const sandbox = patientSandbox();
  const fields = fc.array(fc.tuple(names, values(sandbox)), { maxLength: 10 });
  const json = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fields.map((pairs) => JSON.stringify(Object.fromEntries(pairs))),
  );
  const bodies = fc.oneof(
    fields.map((pairs) => new URLSearchParams(pairs).toString()),
    json,
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 64 }),
  );
  const authorizations = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom("Bearer", "Bearer x", "Basic eDp5"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        path: paths,
        method: methods,
        query: fields,
        body: bodies,
        type: contentTypes,
        authorization: authorizations,
      }),
      async ({ path, method, query, body, type, authorization }) => {
        const url = `${sandbox.cloud.apiUrl}${path}?${new URLSearchParams(query).toString()}`;
        const response = await sandbox.fetch(url, {
          method,
          redirect: "manual",
          headers: { "content-type": type, ...(authorization === undefined ? {} : { authorization }) },
          ...(method === "GET" || method === "HEAD"
            ? {}
            : { body: typeof body === "string" ? body : body.slice() }),
        });
        expect(response.status).toBeLessThan(500);
        if (
          path.startsWith("/v2/") &&
          response.status === 200 &&
          method !== "HEAD" &&
          sandbox.faults.list().length === 0
        )
          expect(await response.json()).toHaveProperty("status");
        if (path.startsWith("/_sandbox")) sandbox.faults.clear();
      },
    ),
    { numRuns: 2000 },
  );
  sandbox.reset();
  expect(await client(sandbox).connect()).toHaveProperty("access_token");
});

test("whatever a browser sends to the pages, it is never a 500, never sent astray, and never given a code for a form that is not its own", async () => {
  const sandbox = patientSandbox();
  const [, person] = sandbox.people.list();
  const id = String(person?.id);
  // What the browser of each turn was given stands in for these.
  const own = { csrf: "the token of its form", cookie: "its cookie" };
  const junk = fc.string({ unit: "binary", maxLength: 20 });
  const strange = fc.constantFrom(
    "%ff%fe",
    "__proto__",
    "[]",
    "\u0000",
    "-1",
    "1e999",
    `${id} `,
    "https://evil.example/",
  );
  const mostly = (right: string): fc.Arbitrary<string> =>
    fc.oneof({ weight: 20, arbitrary: fc.constant(right) }, junk, strange);
  const fields = fc.record(
    {
      csrf: mostly(own.csrf),
      answer: mostly("allow"),
      person: mostly(id),
      email: mostly(person?.email ?? ""),
      password: mostly("sandbox"),
      r: mostly(authorizePath(sandbox)),
      ["__proto__"]: junk,
    },
    { requiredKeys: ["csrf", "answer"] },
  );
  const requests = fc.record({
    method: fc.constantFrom("GET", "POST", "POST", "PUT", "HEAD"),
    path: fc.constantFrom("/oauth2_user/authorize2", "/oauth2_user/authorize2", "/login", "/logout", "/"),
    query: fc.record(
      {
        response_type: mostly("code"),
        client_id: mostly(sandbox.application.clientID),
        state: mostly("s"),
        scope: mostly("user.info"),
        redirect_uri: mostly("http://localhost:8765/callback"),
        selecteduser: mostly(id),
        mode: mostly("demo"),
        r: mostly(authorizePath(sandbox)),
      },
      { requiredKeys: ["response_type", "client_id", "state", "scope", "redirect_uri", "selecteduser"] },
    ),
    twice: fc.option(fc.constantFrom("&state=again", "&selecteduser=7", "&%ff=%00&=&&", "&client_id")),
    fields,
    cookie: mostly(own.cookie).map((cookie) => cookie.replace(/[^\x20-\x7e]/g, "")),
    type: fc.oneof({ weight: 5, arbitrary: fc.constant("application/x-www-form-urlencoded") }, contentTypes),
  });
  let codes = 0;
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, query, twice, fields, cookie, type }) => {
      const browser = guest(sandbox);
      const consent = await goToConsent(browser, authorizePath(sandbox), Number(id));
      const cookies = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
      const csrf = fields.csrf === own.csrf ? consent.csrf : fields.csrf;
      const url = `${sandbox.cloud.accountUrl}${path}?${new URLSearchParams(query).toString()}${twice ?? ""}`;
      const reads = method === "GET" || method === "HEAD";
      const answer = await sandbox.fetch(url, {
        method,
        redirect: "manual",
        headers: { cookie: cookie === own.cookie ? cookies : cookie, "content-type": type },
        ...(reads ? {} : { body: new URLSearchParams({ ...fields, csrf }).toString() }),
      });
      expect(answer.status).toBeLessThan(500);
      const location = answer.headers.get("location") ?? "/";
      expect(location).toMatch(/^(\/(?!\/)|http:\/\/localhost:8765\/callback\?)/);
      if (!location.includes("code=")) return;
      codes++;
      expect([method, path, fields.csrf, fields.answer, cookie]).toEqual([
        "POST",
        "/oauth2_user/authorize2",
        own.csrf,
        "allow",
        own.cookie,
      ]);
    }),
    { numRuns: 400 },
  );
  expect(codes).toBeGreaterThan(0);
});

test("signed calls with any parameters are answered in the envelope, and never with a 500", async () => {
  const sandbox = patientSandbox();
  const application = sandbox.applications.add({
    redirectUris: ["https://app.example.com/"],
    contract: true,
  });
  const api = client(sandbox, { application });
  const actions = fc.constantFrom(
    "recoverauthorizationcode",
    "listusers",
    "revoke",
    "getdemoaccess",
    "createclient",
    "requesttoken",
  );
  const freely = fc.dictionary(
    names.filter((name) => name !== "nonce" && name !== "signature"),
    values(sandbox),
  );
  await fc.assert(
    fc.asyncProperty(actions, freely, async (action, fields) => {
      const { action: _, client_id: __, ...rest } = fields;
      const answer = await api.signed(action, rest);
      expect(answer.status).toEqual(expect.any(Number));
    }),
    { numRuns: 300 },
  );
});

test("over TCP, requests that no fetch would send are survived", async () => {
  const { connect } = await import("node:net");
  const server = await createSandbox().listen();
  const send = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      let answer = "";
      socket.setTimeout(500, () => socket.destroy());
      socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        resolve(answer);
      });
      socket.write(text);
    });
  const head = "Host: localhost\r\nConnection: close\r\n";
  const requests = [
    "GET //evil HTTP/1.1\r\nHost: a b\r\n\r\n",
    `GET \\evil HTTP/1.1\r\n${head}\r\n`,
    `POST http://evil.example/v2/user HTTP/1.1\r\n${head}\r\n`,
    `POST /v2/user?%zz HTTP/1.1\r\n${head}Content-Length: 3\r\n\r\n%%%`,
    `POST /v2/user HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `POST /v2/user HTTP/1.1\r\n${head}Content-Length: 99\r\nContent-Type: application/json\r\n\r\n{`,
    "nonsense\r\n\r\n",
    `TRACE /v2/user HTTP/1.1\r\n${head}\r\n`,
  ];
  for (const request of requests) expect(await send(request), request).not.toMatch(/^HTTP\/1\.1 5/);
  expect((await fetch(`${server.url}/_sandbox/clock`)).status).toBe(200);
  await server.close();
});
