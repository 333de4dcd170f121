import { answers, measure, survey } from "withings-kit/contract";
import { expect, test } from "vitest";
import { partner } from "./support/caller.js";
import { patientSandbox } from "./support/client.js";

type Row = Readonly<Record<string, unknown>>;

test("the surveys that are listed can be read, in English or another language", async () => {
  const { call } = await partner(patientSandbox({ partnerRowsPerPage: 2 }));
  const first = await call(survey.list);
  const second = await call(survey.list, { offset: String(first.body?.["offset"]) });
  expect([first.body?.["more"], second.body?.["more"]]).toEqual([true, false]);
  const listed = [first, second].flatMap(({ body }) => body?.["surveys"] as readonly Row[]);
  expect(listed).toHaveLength(3);
  const questions = async (surveyid: unknown, lang?: string): Promise<unknown> => {
    const { body } = await call(survey.get, {
      surveyid: String(surveyid),
      ...(lang === undefined ? {} : { lang }),
    });
    return (body?.["survey"] as Row)["data"];
  };
  for (const { id } of listed) {
    const english = await questions(id);
    expect(english).not.toEqual([]);
    expect(await questions(id, "en")).toEqual(english);
    expect(await questions(id, "xx")).toEqual(english);
    expect(await questions(id, "fr_FR")).not.toEqual(english);
  }
  expect((await call(survey.get, { surveyid: "7" })).error).toBe("Invalid Params: invalid surveyid");
});

test("users are asked from when a survey is started for them until it is ended", async () => {
  const sandbox = patientSandbox();
  sandbox.clock.stop();
  const { call, personId } = await partner(sandbox);
  const now = Math.floor(sandbox.clock.nowMs() / 1000);
  const enrolment = { surveyid: "1", userids: JSON.stringify([personId]) };
  const users = async (surveyid = "1"): Promise<unknown> =>
    (await call(survey.listUsers, { surveyid })).body?.["users"];
  expect(await users()).toEqual([]);
  await call(survey.activate, enrolment);
  sandbox.clock.advance({ hours: 1 });
  await call(survey.activate, enrolment);
  expect(await users()).toEqual([{ userid: personId, activation_date: now }]);
  expect(await users("2")).toEqual([]);
  await call(survey.deactivate, enrolment);
  expect(await users()).toEqual([]);
  for (const operation of [survey.activate, survey.deactivate]) {
    const strangers = JSON.stringify([sandbox.people.find("traveller").id]);
    expect((await call(operation, { ...enrolment, userids: strangers })).error).toBe(
      "Invalid Params: invalid userids",
    );
  }
});

test("there are answers to every weigh-in of that time, each with its measure group", async () => {
  const sandbox = patientSandbox();
  const { call, personId, token } = await partner(sandbox);
  const since = String(Math.floor(sandbox.clock.nowMs() / 1000));
  const userids = JSON.stringify([personId]);
  const given = async (surveyid?: string): Promise<readonly Row[]> => {
    const fields = {
      userid: String(personId),
      startdate: since,
      ...(surveyid === undefined ? {} : { surveyid }),
    };
    return (await call(answers.get, fields)).body?.["answers"] as readonly Row[];
  };
  await call(survey.activate, { surveyid: "1", userids });
  await call(survey.activate, { surveyid: "2", userids });
  sandbox.clock.advance({ days: 20 });
  await call(survey.deactivate, { surveyid: "1", userids });
  const first = await given("1");
  expect(first.length).toBeGreaterThan(3);
  expect(await given()).toHaveLength(2 * first.length);

  // A token lives three hours.
  const { access_token } = await (await partner(sandbox)).api.connect(["user.metrics"], personId);
  expect(access_token).not.toBe(token);
  const { body } = await call(measure.getMeas, { meastype: "1", startdate: since }, access_token);
  const dates = new Map((body?.["measuregrps"] as readonly Row[]).map(({ grpid, date }) => [grpid, date]));
  for (const { grpid, timestamp, surveyid } of first)
    expect([timestamp, surveyid]).toEqual([dates.get(grpid), 1]);

  sandbox.clock.advance({ days: 20 });
  expect(await given("1")).toEqual(first);
  expect((await given("2")).length).toBeGreaterThan(first.length);
  expect(await given("3")).toEqual([]);
});
