import { withingsHandlers } from "withings-kit/server";
import { expect, test } from "vitest";
import { application, type ApplicationOptions, origin } from "./support/application.js";

test.each<[string, ApplicationOptions]>([
  ["withings", { client: { redirectUri: "example://withings/callback" } }],
  ["withings", { client: { redirectUri: `${origin}/back` } }],
  ["basePath", { basePath: "withings/" }],
  ["secret", { secret: "short" }],
  ["secret", { secret: [] }],
  ["secret", { secret: ["x".repeat(32), "short"] }],
  ["identify", { identify: undefined as never }],
  ["links", { links: {} as never }],
  ["returnTo", { returnTo: ["/settings", "//evil.example"] }],
  ["returnTo", { returnTo: "javascript:alert(1)" }],
  ["returnTo", { returnTo: "http://app.example.com/done" }],
  ["returnTo", { returnTo: "/\\evil.example" }],
  ["returnTo", { returnTo: "/settings\\evil" }],
  ["returnTo", { returnTo: "/settings#top" }],
  ["returnTo", { returnTo: "/settings\r\nset-cookie:x" }],
  ["returnTo", { returnTo: "https://app.example.com@evil.example/" }],
  ["returnTo", { apps: {} }],
  ["origins", { origins: ["https://app.example.com/"] }],
  ["origins", { origins: ["*"] }],
  ["origins", { origins: ["null"] }],
  [
    "data",
    {
      data: {
        operations: [
          {
            service: "signature",
            action: "getnonce",
            path: "/v2/signature",
            authentication: "signature" as "bearer",
            parameters: {},
          },
        ],
      },
    },
  ],
])("handlers whose option %s cannot be right are not made (%#)", (option, wrong) => {
  expect(() => application(wrong)).toThrow(
    expect.objectContaining({ code: "configuration_invalid", option }),
  );
});

test("what is not under the path is not ours", async () => {
  const { withings, links } = application();
  const handle = withingsHandlers({
    withings,
    links,
    scope: "user.info",
    secret: "x".repeat(32),
    identify: () => "ada",
  });
  for (const path of ["/", "/withings", "/withingsx/connect", "/other/withings/connect"])
    expect(await handle(new Request(origin + path))).toBeUndefined();
});
