import { nudge, nudgecampaign } from "withings-kit/contract";
import { expect, test } from "vitest";
import { partner } from "./support/caller.js";
import { type Fields, patientSandbox } from "./support/client.js";

type Row = Readonly<Record<string, unknown>>;

const screen = { iconids: "[4,5]", content: JSON.stringify(["Drink", "water"]), model: "17" };
const day = 86_400;

async function campaigning(options: Parameters<typeof patientSandbox>[0] = {}): Promise<
  Awaited<ReturnType<typeof partner>> & {
    readonly sandbox: ReturnType<typeof patientSandbox>;
    readonly nudgeid: string;
    readonly now: number;
    readonly create: (more?: Fields) => Promise<string>;
  }
> {
  const sandbox = patientSandbox(options);
  sandbox.clock.stop();
  const self = await partner(sandbox);
  const nudgeid = String((await self.call(nudge.create, screen)).body?.["nudgeid"]);
  const now = Math.floor(sandbox.clock.nowMs() / 1000);
  const period = { nudgeid, startdate: String(now), enddate: String(now + 10 * day), max_display_count: "3" };
  const create = async (more: Fields = {}): Promise<string> =>
    String((await self.call(nudgecampaign.create, { ...period, ...more })).body?.["campaignid"]);
  return { ...self, sandbox, nudgeid, now, create };
}

test("a screen is made, changed, listed and deleted, and says which campaigns show it", async () => {
  const { call, nudgeid, now, create, sandbox } = await campaigning();
  const campaignid = Number(await create());
  const asMade = {
    iconids: [4, 5],
    content: ["Drink", "water"],
    campaignids: [campaignid],
    model: 17,
    position: "last",
    created: now,
    modified: now,
  };
  expect((await call(nudge.get, { nudgeid })).body).toEqual({ nudge: asMade });
  sandbox.clock.advance({ hours: 1 });
  await call(nudge.update, { nudgeid, content: JSON.stringify(["Eat", "fruit"]), position: "first" });
  const asChanged = { ...asMade, content: ["Eat", "fruit"], position: "first", modified: now + 3600 };
  expect((await call(nudge.list)).body).toEqual({
    nudges: [{ id: Number(nudgeid), ...asChanged }],
    more: false,
    offset: 0,
  });
  expect((await call(nudge.delete, { nudgeid })).status).toBe(0);
  expect((await call(nudge.list)).body?.["nudges"]).toEqual([]);
  expect((await call(nudgecampaign.list)).body?.["campaigns"]).toEqual([]);
});

test("a screen has two lines, and one that is not there is missed by name", async () => {
  const { call, nudgeid } = await campaigning();
  for (const content of ['["one"]', '["1","2","3"]', '[""]', "[]"]) {
    expect((await call(nudge.create, { ...screen, content })).error).toBe("Invalid Params: invalid content");
    expect((await call(nudge.update, { nudgeid, content })).error).toBe("Invalid Params: invalid content");
  }
  for (const operation of [nudge.get, nudge.update, nudge.delete])
    expect((await call(operation, { nudgeid: "7" })).error).toBe("Invalid Params: invalid nudgeid");
});

test("screens are listed a page at a time", async () => {
  const { call } = await campaigning({ partnerRowsPerPage: 2 });
  for (let turn = 0; turn < 4; turn++) await call(nudge.create, screen);
  const ids: unknown[] = [];
  for (let offset: unknown = 0, more: unknown = true; more === true;) {
    const { body } = await call(nudge.list, { offset: String(offset) });
    ids.push(...(body?.["nudges"] as readonly Row[]).map(({ id }) => id));
    ({ more, offset } = { more: body?.["more"], offset: body?.["offset"] });
  }
  expect(new Set(ids).size).toBe(5);
  expect((await call(nudge.list, { offset: "-1" })).error).toBe("Invalid Params: invalid offset");
});

test("a campaign is made, changed and deleted", async () => {
  const { call, nudgeid, now, create, sandbox } = await campaigning();
  const nudgecampaignid = await create();
  const asMade = {
    id: Number(nudgecampaignid),
    nudgeid: Number(nudgeid),
    max_display_count: 3,
    startdate: now,
    enddate: now + 10 * day,
    user_count: 0,
    created: now,
    modified: now,
  };
  expect((await call(nudgecampaign.get, { nudgecampaignid })).body).toEqual({ campaign: asMade });
  sandbox.clock.advance({ minutes: 1 });
  await call(nudgecampaign.update, { nudgecampaignid, max_display_count: "1" });
  expect((await call(nudgecampaign.list)).body?.["campaigns"]).toEqual([
    { ...asMade, max_display_count: 1, modified: now + 60 },
  ]);
  await call(nudgecampaign.delete, { nudgecampaignid });
  expect((await call(nudgecampaign.get, { nudgecampaignid })).error).toBe(
    "Invalid Params: invalid nudgecampaignid",
  );
});

test("a campaign that makes no sense is refused by name", async () => {
  const { call, now, nudgeid, create } = await campaigning();
  const nudgecampaignid = await create();
  const wrong: Fields[] = [{ nudgeid: "7" }, { enddate: String(now) }, { max_display_count: "0" }];
  const right = { nudgeid, startdate: String(now), enddate: String(now + 1), max_display_count: "1" };
  for (const change of wrong) {
    const error = `Invalid Params: invalid ${Object.keys(change)[0] ?? ""}`;
    expect((await call(nudgecampaign.create, { ...right, ...change })).error).toBe(error);
    expect((await call(nudgecampaign.update, { nudgecampaignid, ...change })).error).toBe(error);
  }
});

test("its users see it once a day, as often as it may be shown, and can be taken out", async () => {
  const { call, create, now, personId, sandbox } = await campaigning();
  const nudgecampaignid = await create();
  const userids = JSON.stringify([personId]);
  const users = async (): Promise<readonly Row[]> =>
    (await call(nudgecampaign.listUsers, { nudgecampaignid })).body?.["users"] as readonly Row[];
  expect(await users()).toEqual([]);
  await call(nudgecampaign.addUsers, { nudgecampaignid, userids });
  await call(nudgecampaign.addUsers, { nudgecampaignid, userids });
  const added = {
    userid: personId,
    campaignid: Number(nudgecampaignid),
    completion_date: null,
    display_count: 0,
    deliver_count: 0,
    created: now,
    modified: now,
  };
  expect(await users()).toEqual([added]);
  sandbox.clock.advance({ days: 2 });
  expect(await users()).toMatchObject([{ display_count: 2, completion_date: null, modified: now + 2 * day }]);
  sandbox.clock.advance({ days: 5 });
  expect(await users()).toMatchObject([{ display_count: 3, completion_date: now + 3 * day }]);
  await call(nudgecampaign.removeUsers, { nudgecampaignid, userids });
  expect(await users()).toEqual([]);
  const strangers = JSON.stringify([sandbox.people.find("traveller").id]);
  expect((await call(nudgecampaign.addUsers, { nudgecampaignid, userids: strangers })).error).toBe(
    "Invalid Params: invalid userids",
  );
});
