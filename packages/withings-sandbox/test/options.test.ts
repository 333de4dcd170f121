import { createSandbox, defaultBehaviour } from "withings-sandbox";
import { expect, test } from "vitest";

test("without options, the documented defaults hold", () => {
  expect(createSandbox().options).toEqual(defaultBehaviour);
});

test("an option that does not exist, or a value that it cannot have, is refused with what is allowed", () => {
  expect(() => createSandbox({ forkPolicy: "none" as "strict" })).toThrow(
    'The option forkPolicy must be "both-live" or "first-use-wins" or "latest-wins" or "strict".',
  );
  expect(() => createSandbox({ rateLimitPerMinute: 0 })).toThrow(/"off" or a whole number from 1 to/);
  for (const authorizeErrorHttpStatus of [199, 204, 304, 600])
    expect(() => createSandbox({ authorizeErrorHttpStatus })).toThrow(
      /200 or a whole number from 400 to 599/,
    );
  expect(() => createSandbox({ forkpolicy: "strict" } as object)).toThrow(/no option "forkpolicy"/);
  const sandbox = createSandbox();
  expect(() => {
    sandbox.configure({ csrfToken: 1 as unknown as boolean });
  }).toThrow(RangeError);
  expect(sandbox.options).toEqual(defaultBehaviour);
});

test("redirect URIs match byte for byte, or also below a registered one", async () => {
  const status = async (redirectUriMatching: "exact" | "prefix", redirectUri: string): Promise<number> => {
    const { application, fetch, cloud } = createSandbox({
      redirectUriMatching,
      redirectMismatchTold: "at_once",
    });
    const query = new URLSearchParams({
      response_type: "code",
      client_id: application.clientID,
      scope: "user.info",
      state: "s",
      redirect_uri: redirectUri,
    });
    const url = `${cloud.accountUrl}/oauth2_user/authorize2?${query.toString()}`;
    return (await fetch(url, { redirect: "manual" })).status;
  };
  const registered = "http://localhost:8765/callback";
  const refused = defaultBehaviour.authorizeErrorHttpStatus;
  expect(await status("exact", registered)).not.toBe(refused);
  for (const other of [`${registered}/`, `${registered}?x=1`, "http://localhost:8765/Callback"])
    expect(await status("exact", other), other).toBe(refused);
  for (const below of [`${registered}/deeper`, `${registered}?x=1`])
    expect(await status("prefix", below), below).not.toBe(refused);
  for (const beside of [
    `${registered}x`,
    `${registered}/../other`,
    `${registered}/%2e%2e/other`,
    "http://localhost:87651/",
  ])
    expect(await status("prefix", beside), beside).toBe(refused);
});
