import type { Sandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";
import {
  day,
  type Group,
  noon,
  noonSeconds,
  period,
  readerOf,
  type Reader,
  valueOf,
} from "./support/reader.js";

const year = { ...period(noonSeconds - 365 * day, noonSeconds), meastypes: "1" };
const ambiguous = (groups: readonly Group[]): readonly Group[] => groups.filter(({ attrib }) => attrib === 1);

/** The three who stand on one scale. */
async function household(seed = 1): Promise<{ sandbox: Sandbox; members: readonly Reader[] }> {
  const sandbox = patientSandbox({ seed, measuresPerPage: 10_000 });
  sandbox.clock.stop();
  sandbox.clock.set(noon);
  const [first] = sandbox.people.logins().filter(({ personIds }) => personIds.length === 3);
  const members: Reader[] = [];
  for (const id of first?.personIds ?? []) {
    const person = sandbox.people.get(id);
    if (person !== undefined) members.push(await readerOf(sandbox, person));
  }
  return { sandbox, members };
}

/** A group that may be two people's, and who they are. */
async function sharedGroup(
  members: readonly Reader[],
): Promise<{ group: Group; holders: readonly Reader[] }> {
  const lists = await Promise.all(
    members.map(async (member) => ({ member, list: ambiguous(await member.groups(year)) })),
  );
  for (const group of lists[0]?.list ?? []) {
    const holders = lists
      .filter(({ list }) => list.some(({ grpid }) => grpid === group.grpid))
      .map(({ member }) => member);
    if (holders.length === 2) return { group, holders };
  }
  throw new Error("Nobody shares a group with one other person.");
}

const confirm = (reader: Reader, { grpid }: Group, is_confirmed: string): ReturnType<Reader["ask"]> =>
  reader.ask("/v2/measure", "confirmuser", { grpid: String(grpid), is_confirmed });

test("three people have one scale, which is not sure of some weighings, and shows them to all who it may have been", async () => {
  for (const seed of [1, 2, 3]) {
    const { members } = await household(seed);
    const scales = members.map(({ person }) => person.devices.find(({ type }) => type === "Scale")?.deviceid);
    expect(new Set(scales).size).toBe(1);
    const lists = await Promise.all(members.map((member) => member.groups(year)));
    const counts = lists.map((list) => ambiguous(list).length);
    expect(Math.max(...counts)).toBeGreaterThan(5);
    for (const list of lists) {
      expect(list.length).toBeGreaterThan(150);
      expect(ambiguous(list).length).toBeLessThan(list.length / 2);
    }
    for (const group of lists.flatMap(ambiguous)) {
      const views = lists.flatMap((list) => list.filter(({ grpid }) => grpid === group.grpid));
      expect(views.length).toBeGreaterThan(1);
      for (const view of views) expect(view).toEqual(group);
    }
  }
});

test("a group that may be somebody's is close to what they weigh", async () => {
  const { members } = await household();
  for (const member of members) {
    const groups = await member.groups(year);
    const own = groups.filter(({ attrib }) => attrib === 0);
    for (const group of ambiguous(groups)) {
      const near = own
        .filter(({ date }) => Math.abs(date - group.date) < 6 * day)
        .map((each) => valueOf(each, 1));
      if (near.length === 0) continue;
      const nearest = Math.min(...near.map((kg) => Math.abs(kg - valueOf(group, 1))));
      expect(nearest).toBeLessThan(5.5);
    }
  }
});

test("who confirms a group has it from then on, and the other has it no more", async () => {
  const { sandbox, members } = await household();
  const { group, holders } = await sharedGroup(members);
  const [one, other] = holders as [Reader, Reader];
  sandbox.clock.advance({ minutes: 5 });
  expect(await confirm(other, group, "1")).toEqual({ status: 0, body: {} });
  const confirmed = (await other.groups(year)).find(({ grpid }) => grpid === group.grpid);
  expect(confirmed).toEqual({ ...group, attrib: 0, modified: noonSeconds + 300 });
  expect((await one.groups(year)).some(({ grpid }) => grpid === group.grpid)).toBe(false);
  const news = await other.groups({ lastupdate: String(noonSeconds) });
  expect(news.map(({ grpid }) => grpid)).toContain(group.grpid);
  expect(await confirm(other, group, "1")).toMatchObject({
    status: 503,
    error: "Invalid Params: invalid grpid",
  });
  expect((await confirm(one, group, "1")).status).toBe(503);
});

test("who says that it is not theirs loses it, and it is the other's then", async () => {
  const { members } = await household();
  const { group, holders } = await sharedGroup(members);
  const [one, other] = holders as [Reader, Reader];
  expect((await confirm(one, group, "0")).status).toBe(0);
  expect((await one.groups(year)).some(({ grpid }) => grpid === group.grpid)).toBe(false);
  expect((await other.groups(year)).find(({ grpid }) => grpid === group.grpid)?.attrib).toBe(0);
});

test("a confirmed group's attrib is an option", async () => {
  const { sandbox, members } = await household();
  sandbox.configure({ confirmedAttribution: 7 });
  const { group, holders } = await sharedGroup(members);
  const [one] = holders as [Reader, Reader];
  await confirm(one, group, "true");
  expect((await one.groups(year)).find(({ grpid }) => grpid === group.grpid)?.attrib).toBe(7);
  sandbox.reset();
  expect(sandbox.held.measures).toBe(0);
});

test("a group that a scale is sure of, of somebody else or of nobody cannot be confirmed", async () => {
  const { sandbox, members } = await household();
  const [one] = members as [Reader];
  const sure = (await one.groups(year)).find(({ attrib }) => attrib === 0);
  const stranger = await readerOf(sandbox, sandbox.people.find("late"));
  const { group } = await sharedGroup(members);
  expect((await confirm(one, sure as Group, "1")).status).toBe(503);
  expect((await confirm(stranger, group, "1")).status).toBe(503);
  expect((await confirm(one, { ...group, grpid: 12 }, "0")).status).toBe(503);
  expect((await one.ask("/v2/measure", "confirmuser", { grpid: "12" })).error).toBe(
    "Invalid Params: invalid is_confirmed",
  );
  const api = client(sandbox);
  const { access_token } = await api.connect(["user.activity"], one.person.id);
  const refused = await api.post(
    "/v2/measure",
    { action: "confirmuser", grpid: "12", is_confirmed: "1" },
    { authorization: `Bearer ${access_token}` },
  );
  expect(refused.status).toBe(403);
});
