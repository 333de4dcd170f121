import { request } from "node:http";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { createSandbox } from "withings-sandbox";
import { expect, onTestFinished, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";

// Before anything listens.
const own = [globalThis.Request, globalThis.Response];

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

test("it answers on 127.0.0.1, on ::1 where there is one, and as localhost, on one port", async () => {
  const sandbox = patientSandbox();
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const hosts = ["127.0.0.1", "localhost", ...(hasIpv6 ? ["[::1]"] : [])];
  for (const host of hosts) {
    const api = client(sandbox, { fetch: globalThis.fetch, url: `http://${host}:${server.port}` });
    expect(await api.connect(), host).toHaveProperty("access_token");
  }
  expect(server.cloud).toEqual({ accountUrl: server.url, apiUrl: server.url });
});

test("it answers on no other address of this machine", async () => {
  const server = await createSandbox().listen();
  onTestFinished(() => server.close());
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal }) => !internal);
  for (const { address, family } of others.filter(({ family }) => family === "IPv4"))
    await expect(fetch(`http://${address}:${server.port}/`), family).rejects.toThrow(TypeError);
  await expect(fetch(`http://127.0.0.2:${server.port}/`)).rejects.toThrow(TypeError);
});

test("a taken port is an error that names it and says what to do, on either address", async () => {
  for (const host of ["127.0.0.1", ...(hasIpv6 ? ["::1"] : [])]) {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen({ host, port: 0 }, resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    await expect(createSandbox().listen({ port })).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: `Port ${port} cannot be used: another program listens on it. Stop that program, or choose another port.`,
    });
  }
});

test("closing ends open connections and frees the port, and the sandbox keeps what it knows", async () => {
  const sandbox = patientSandbox();
  const first = await sandbox.listen();
  const { refresh_token } = await client(sandbox, { fetch: globalThis.fetch, url: first.url }).connect();
  sandbox.faults.add({ operation: "*", kind: "delay", delayMs: 60_000, times: 1 });
  const waiting = fetch(`${first.url}/v2/user`, { method: "POST" });
  const ended = expect(waiting).rejects.toThrow(TypeError);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await first.close();
  await ended;
  await first.close();

  const second = await sandbox.listen({ port: first.port });
  onTestFinished(() => second.close());
  const api = client(sandbox, { fetch: globalThis.fetch, url: second.url });
  expect((await api.refresh(refresh_token)).status).toBe(0);
});

test("in the process its address cannot be reached by mistake", () => {
  const { cloud } = createSandbox();
  expect(new URL(cloud.apiUrl).hostname).toMatch(/\.invalid$/);
  expect(cloud.accountUrl).toBe(cloud.apiUrl);
});

test("listening leaves the program's own Request and Response alone", async () => {
  const server = await createSandbox().listen();
  onTestFinished(() => server.close());
  await fetch(`${server.url}/_sandbox`);
  expect([globalThis.Request, globalThis.Response]).toEqual(own);
});

test("the pages and the API answer to any name, as for a container or a hosts file; the controls only to this machine's own", async () => {
  const server = await createSandbox().listen();
  onTestFinished(() => server.close());
  const status = (path: string, host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request({ port: server.port, host: "127.0.0.1", path, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on("error", reject).end();
    });
  for (const host of ["withings.test", `sandbox:${server.port}`]) {
    for (const path of ["/", "/login", "/v2/oauth2"]) expect(await status(path, host), path).toBe(200);
    for (const path of ["/_sandbox", "/_sandbox/", "/_sandbox/people"])
      expect(await status(path, host), path).toBe(403);
  }
});
