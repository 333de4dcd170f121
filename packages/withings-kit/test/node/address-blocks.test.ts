import { expect, test } from "vitest";
import { withingsAddressBlocks } from "withings-kit/node";
import { failure } from "../support/login.js";

const records = {
  "ipblock-notify.withings.net": [["v=spf1 ip4:89.30.121.0/24 ", "ip6:2a00:5500:1::/48 -all"]],
  "ipblock-front.withings.net": [["185.5.12.0/24,192.0.2.7"]],
};

/** A DNS that answers as told, and counts. */
function dns(answers: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const asked: string[] = [];
  const state = { isDown: false };
  const resolveTxt = async (name: string): Promise<readonly (readonly string[])[]> => {
    asked.push(name);
    await Promise.resolve();
    if (state.isDown) throw new Error("queryTxt ETIMEOUT");
    return answers[name] ?? [];
  };
  return { asked, state, resolveTxt };
}

test("the blocks of both records are found, however they are written, and kept for an hour", async () => {
  const { asked, resolveTxt } = dns(records);
  let now = 0;
  const blocks = withingsAddressBlocks({ resolveTxt, clock: () => now });
  const found = ["89.30.121.0/24", "2a00:5500:1::/48", "185.5.12.0/24", "192.0.2.7"];
  expect(await Promise.all([blocks(), blocks()])).toEqual([found, found]);
  now = 3_599_999;
  await blocks();
  expect(asked).toEqual(["ipblock-notify.withings.net", "ipblock-front.withings.net"]);
  now = 3_600_000;
  await blocks();
  expect(asked).toHaveLength(4);
});

test("while the DNS cannot be asked, what was found last stays good", async () => {
  const { state, resolveTxt } = dns(records);
  let now = 0;
  const blocks = withingsAddressBlocks({ resolveTxt, clock: () => now });
  const found = await blocks();
  state.isDown = true;
  now = 4_000_000;
  expect(await blocks()).toEqual(found);
});

test("where nothing was ever found, it is told why, and the next time it is asked for again", async () => {
  const { state, resolveTxt, asked } = dns(records);
  state.isDown = true;
  const blocks = withingsAddressBlocks({ resolveTxt });
  expect(await failure(blocks())).toMatchObject({ message: "queryTxt ETIMEOUT" });
  state.isDown = false;
  expect(await blocks()).toHaveLength(4);
  expect(asked).toHaveLength(4);
});

test("records without addresses allow nobody, and are told", async () => {
  const { resolveTxt } = dns({ "ipblock-front.us.withingsmed.net": [["hello"]] });
  expect(await failure(withingsAddressBlocks({ cloud: "us", resolveTxt })())).toMatchObject({
    message:
      "The records of ipblock-notify.us.withingsmed.net and ipblock-front.us.withingsmed.net hold no addresses.",
  });
});
