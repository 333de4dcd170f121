import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { findUser, givenJson, givenNumber, listPage, recordsOf } from "./read.js";
import type { Campaign } from "./records.js";

/** Makes a campaign. */
export function createCampaign(call: Call): Answer {
  const { partner, data } = call.context;
  const now = data.now();
  const campaign = {
    ...changed({ ...blank, id: 0, created: now, modified: now, users: new Map() }, call),
    id: partner.nextId(),
  };
  const refused = refuse(call, campaign);
  if (refused !== undefined) return refused;
  recordsOf(call).campaigns.set(campaign.id, campaign);
  return success({ campaignid: campaign.id });
}

const blank = { nudgeid: 0, startdate: 0, enddate: 0, max_display_count: 0 } as const;

/** Changes a campaign. */
export function updateCampaign(call: Call): Answer {
  const campaign = find(call);
  if (campaign === undefined) return invalid("nudgecampaignid");
  const next = changed({ ...campaign, modified: call.context.data.now() }, call);
  const refused = refuse(call, next);
  if (refused !== undefined) return refused;
  recordsOf(call).campaigns.set(next.id, next);
  return success({});
}

function changed(campaign: Campaign, call: Call): Campaign {
  const names = ["nudgeid", "startdate", "enddate", "max_display_count"] as const;
  const entries = names.map((name) => [name, givenNumber(call, name) ?? campaign[name]]);
  return { ...campaign, ...(Object.fromEntries(entries) as Pick<Campaign, (typeof names)[number]>) };
}

function refuse(
  call: Call,
  { nudgeid, startdate, enddate, max_display_count }: Campaign,
): Answer | undefined {
  if (!recordsOf(call).nudges.has(nudgeid)) return invalid("nudgeid");
  if (enddate <= startdate) return invalid("enddate");
  return max_display_count < 1 ? invalid("max_display_count") : undefined;
}

/** Deletes a campaign. */
export function deleteCampaign(call: Call): Answer {
  const campaign = find(call);
  if (campaign === undefined) return invalid("nudgecampaignid");
  recordsOf(call).campaigns.delete(campaign.id);
  return success({});
}

/** One campaign. */
export function getCampaign(call: Call): Answer {
  const campaign = find(call);
  return campaign === undefined ? invalid("nudgecampaignid") : success({ campaign: row(campaign) });
}

/** The partner's campaigns, in the order in which they were made. */
export function listCampaigns(call: Call): Answer {
  const rows = [...recordsOf(call).campaigns.values()].map((campaign) => () => row(campaign));
  return listPage(call, { name: "campaigns", rows });
}

/** Adds users. One who is in it already stays as they are. */
export function addCampaignUsers(call: Call): Answer {
  return change(call, (users, ids) => {
    const now = call.context.data.now();
    for (const id of ids) users.set(id, users.get(id) ?? now);
  });
}

/** Takes users out. */
export function removeCampaignUsers(call: Call): Answer {
  return change(call, (users, ids) => {
    for (const id of ids) users.delete(id);
  });
}

function change(call: Call, make: (users: Campaign["users"], ids: readonly number[]) => void): Answer {
  const campaign = find(call);
  if (campaign === undefined) return invalid("nudgecampaignid");
  const ids = givenJson(call, "userids") as readonly number[];
  if (ids.some((id) => findUser(call, id) === undefined)) return invalid("userids");
  make(campaign.users, ids);
  const modified = call.context.data.now();
  recordsOf(call).campaigns.set(campaign.id, { ...campaign, modified });
  return success({});
}

/** The users of a campaign, and how often they saw it. */
export function listCampaignUsers(call: Call): Answer {
  const campaign = find(call);
  if (campaign === undefined) return invalid("nudgecampaignid");
  const now = call.context.data.now();
  const rows = [...campaign.users].map(
    ([userid, created]) =>
      () =>
        userRow(campaign, { userid, created, now }),
  );
  return listPage(call, { name: "users", rows });
}

const find = (call: Call): Campaign | undefined =>
  recordsOf(call).campaigns.get(givenNumber(call, "nudgecampaignid") ?? 0);

const row = ({ users, ...campaign }: Campaign): object => ({ ...campaign, user_count: users.size });

const daySeconds = 86_400;

/** Once a day somebody steps on the scale, gets the screen and sees it, as long as it is shown. */
function userRow(
  { id, startdate, enddate, max_display_count }: Campaign,
  { userid, created, now }: { readonly userid: number; readonly created: number; readonly now: number },
): object {
  const from = Math.max(startdate, created);
  const days = Math.max(0, Math.floor((Math.min(enddate, now) - from) / daySeconds));
  const seen = Math.min(days, max_display_count);
  return {
    userid,
    campaignid: id,
    completion_date: seen === max_display_count ? from + seen * daySeconds : null,
    display_count: seen,
    deliver_count: seen,
    created,
    modified: seen === 0 ? created : from + seen * daySeconds,
  };
}
