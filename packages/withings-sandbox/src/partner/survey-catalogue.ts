/** A question of a survey, by language. */
export interface Question {
  readonly id: number;
  readonly text: Readonly<Record<string, string>>;
  readonly choices: readonly Readonly<Record<string, string>>[];
}

/** A survey that scales can put to people. */
export interface Survey {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly questions: readonly Question[];
}

/** The language of texts that are asked for in one that they do not have. */
export const usualLanguage = "en";

const yesNo = [
  { en: "Yes", de: "Ja", fr: "Oui" },
  { en: "No", de: "Nein", fr: "Non" },
] as const;

/** The surveys of this cloud. What Withings' ask is not published. */
export const surveys: readonly Survey[] = [
  {
    id: 1,
    name: "Well-being",
    description: "How somebody feels in the morning",
    questions: [
      {
        id: 11,
        text: {
          en: "Did you sleep well?",
          de: "Haben Sie gut geschlafen?",
          fr: "Avez-vous bien dormi ?",
        },
        choices: yesNo,
      },
      {
        id: 12,
        text: { en: "How do you feel?", de: "Wie geht es Ihnen?", fr: "Comment allez-vous ?" },
        choices: [
          { en: "Well", de: "Gut", fr: "Bien" },
          { en: "Fairly well", de: "Mittel", fr: "Moyennement" },
          { en: "Unwell", de: "Schlecht", fr: "Mal" },
        ],
      },
    ],
  },
  {
    id: 2,
    name: "Medication",
    description: "Whether the morning's medication was taken",
    questions: [
      {
        id: 21,
        text: {
          en: "Have you taken your medication?",
          de: "Haben Sie Ihre Medikamente genommen?",
          fr: "Avez-vous pris vos médicaments ?",
        },
        choices: yesNo,
      },
    ],
  },
  {
    id: 3,
    name: "Shortness of breath",
    description: "Whether breathing was hard at night",
    questions: [
      {
        id: 31,
        text: {
          en: "Were you short of breath last night?",
          de: "Hatten Sie heute Nacht Atemnot?",
          fr: "Avez-vous manqué de souffle cette nuit ?",
        },
        choices: yesNo,
      },
    ],
  },
];
