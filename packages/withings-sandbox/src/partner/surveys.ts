import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { readPeriod } from "../api/period.js";
import { type ListedGroup, listGroups } from "../data/measure-list.js";
import type { Person } from "../state/index.js";
import { findUser, given, givenJson, givenNumber, listPage, recordsOf } from "./read.js";
import type { Enrolment } from "./records.js";
import { type Survey, surveys, usualLanguage } from "./survey-catalogue.js";

/** Has devices ask users. Whoever is asked already stays as they are. */
export function activateSurvey(call: Call): Answer {
  return change(call, (survey, personId) => {
    const { enrolments } = recordsOf(call);
    if (active(call, survey).every((enrolment) => enrolment.personId !== personId))
      enrolments.push({ surveyId: survey.id, personId, from: call.context.data.now() });
  });
}

/** Ends that. What was answered stays. */
export function deactivateSurvey(call: Call): Answer {
  return change(call, (survey, personId) => {
    for (const enrolment of active(call, survey))
      if (enrolment.personId === personId) enrolment.to = call.context.data.now();
  });
}

function change(call: Call, make: (survey: Survey, personId: number) => void): Answer {
  const survey = find(call);
  if (survey === undefined) return invalid("surveyid");
  const ids = givenJson(call, "userids") as readonly number[];
  if (ids.some((id) => findUser(call, id) === undefined)) return invalid("userids");
  for (const id of ids) make(survey, id);
  return success({});
}

/** One survey with its questions. */
export function getSurvey(call: Call): Answer {
  const survey = find(call);
  if (survey === undefined) return invalid("surveyid");
  const language = given(call, "lang")?.slice(0, 2).toLowerCase() ?? usualLanguage;
  const said = (texts: Readonly<Record<string, string>>): string =>
    texts[language] ?? texts[usualLanguage] ?? "";
  const data = survey.questions.map(({ id, text, choices }) => ({
    id,
    text: said(text),
    choices: choices.map((choice, index) => ({ id: index + 1, text: said(choice) })),
  }));
  return success({ survey: { ...facts(survey), answer_type: 1, data } });
}

/** The surveys that there are. */
export function listSurveys(call: Call): Answer {
  const rows = surveys.map((survey) => () => ({ ...facts(survey), answers_type: 1 }));
  return listPage(call, { name: "surveys", rows });
}

/** The users whom devices ask. */
export function listSurveyUsers(call: Call): Answer {
  const survey = find(call);
  if (survey === undefined) return invalid("surveyid");
  const users = active(call, survey).map(({ personId, from }) => ({
    userid: personId,
    activation_date: from,
  }));
  return success({ users });
}

const weight = new Set([1]);

/** What somebody answered: at every weigh-in while they were asked. */
export function getAnswers(call: Call): Answer {
  const person = findUser(call, givenNumber(call, "userid"));
  if (person === undefined) return invalid("userid");
  const surveyId = givenNumber(call, "surveyid");
  if (surveyId !== undefined && find(call) === undefined) return invalid("surveyid");
  const enrolments = recordsOf(call).enrolments.filter(
    (enrolment) =>
      enrolment.personId === person.id && (surveyId === undefined || enrolment.surveyId === surveyId),
  );
  const answers = enrolments.flatMap((enrolment) => answersOf(call, { person, enrolment }));
  return success({ answers });
}

function answersOf(
  { context, parameters }: Call,
  { person, enrolment }: { readonly person: Person; readonly enrolment: Enrolment },
): readonly object[] {
  const { from, to } = readPeriod(parameters, context.options);
  const survey = surveys.find(({ id }) => id === enrolment.surveyId);
  const groups = listGroups(context.data.measures(person), {
    from: Math.max(from, enrolment.from),
    to: Math.min(to, enrolment.to ?? Infinity, context.data.now()),
  });
  const weighed = [...groups].filter((group) => isWeighIn(group)).reverse();
  return weighed.map(({ grpid, date }) => ({
    surveyid: enrolment.surveyId,
    grpid,
    answers: (survey?.questions ?? []).map(({ id, choices }) => ({
      question_id: id,
      choice_id: 1 + ((grpid + id) % choices.length),
    })),
    timestamp: date,
  }));
}

const isWeighIn = ({ category, deleted, holds }: ListedGroup): boolean =>
  category === 1 && !deleted && holds(weight);

const find = (call: Call): Survey | undefined =>
  surveys.find(({ id }) => id === givenNumber(call, "surveyid"));

const active = (call: Call, survey: Survey): readonly Enrolment[] =>
  recordsOf(call).enrolments.filter(({ surveyId, to }) => surveyId === survey.id && to === undefined);

const facts = ({ id, name, description }: Survey): object => ({
  id,
  name,
  description,
  trigger_type: 1,
  trigger_conditions: [{ measure: 1 }],
  category: 1,
});
