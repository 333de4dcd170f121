import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { given, givenJson, givenNumber, listPage, recordsOf } from "./read.js";
import type { Nudge } from "./records.js";

const lines = 2;

/** Makes a screen. */
export function createNudge(call: Call): Answer {
  const { partner, data } = call.context;
  const now = data.now();
  const nudge = changed({ id: partner.nextId(), ...blank, created: now, modified: now }, call);
  if (nudge.content.length !== lines) return invalid("content");
  recordsOf(call).nudges.set(nudge.id, nudge);
  return success({ nudgeid: nudge.id });
}

const blank = { iconids: [], content: [], model: 0, position: "last" } as const;

/** Changes a screen. */
export function updateNudge(call: Call): Answer {
  const { nudges } = recordsOf(call);
  const nudge = nudges.get(givenNumber(call, "nudgeid") ?? 0);
  if (nudge === undefined) return invalid("nudgeid");
  const next = changed({ ...nudge, modified: call.context.data.now() }, call);
  if (next.content.length !== lines) return invalid("content");
  nudges.set(nudge.id, next);
  return success({});
}

function changed(nudge: Nudge, call: Call): Nudge {
  return {
    ...nudge,
    iconids: (givenJson(call, "iconids") as readonly number[] | undefined) ?? nudge.iconids,
    content: (givenJson(call, "content") as readonly string[] | undefined) ?? nudge.content,
    model: givenNumber(call, "model") ?? nudge.model,
    position: (given(call, "position") as Nudge["position"] | undefined) ?? nudge.position,
  };
}

/** Deletes a screen, and with it the campaigns that would show it. */
export function deleteNudge(call: Call): Answer {
  const { nudges, campaigns } = recordsOf(call);
  const id = givenNumber(call, "nudgeid") ?? 0;
  if (!nudges.delete(id)) return invalid("nudgeid");
  for (const campaign of [...campaigns.values()]) if (campaign.nudgeid === id) campaigns.delete(campaign.id);
  return success({});
}

/** One screen. */
export function getNudge(call: Call): Answer {
  const nudge = recordsOf(call).nudges.get(givenNumber(call, "nudgeid") ?? 0);
  return nudge === undefined ? invalid("nudgeid") : success({ nudge: row(call, nudge) });
}

/** The partner's screens, in the order in which they were made. */
export function listNudges(call: Call): Answer {
  const rows = [...recordsOf(call).nudges.values()].map((nudge) => () => ({
    id: nudge.id,
    ...row(call, nudge),
  }));
  return listPage(call, { name: "nudges", rows });
}

function row(call: Call, { id, ...nudge }: Nudge): object {
  const campaigns = [...recordsOf(call).campaigns.values()].filter(({ nudgeid }) => nudgeid === id);
  return { ...nudge, campaignids: campaigns.map((campaign) => campaign.id) };
}
