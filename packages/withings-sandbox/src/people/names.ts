type Names = readonly [string, ...string[]];

/** Invented people have these first names, with Withings' number for their gender. */
export const firstNames: Readonly<Record<0 | 1, Names>> = {
  0: [
    "Aaro",
    "Bastien",
    "Ciaran",
    "Dario",
    "Emil",
    "Florin",
    "Gustav",
    "Henrik",
    "Ilya",
    "Jonas",
    "Kofi",
    "Luca",
  ],
  1: [
    "Amara",
    "Brigitte",
    "Clara",
    "Dalia",
    "Elin",
    "Freya",
    "Greta",
    "Hanna",
    "Ines",
    "Jovana",
    "Katya",
    "Lea",
  ],
};

/** And these family names. */
export const lastNames: Names = [
  "Abendroth",
  "Bellerive",
  "Castellan",
  "Dunmore",
  "Eklund",
  "Fairweather",
  "Grünwald",
  "Hollander",
  "Ivarsson",
  "Jankowski",
  "Korhonen",
  "Lindqvist",
  "Marchetti",
  "Nakamura",
  "Okafor",
  "Petrescu",
];

/** And live here. */
export const timezones: Names = [
  "Europe/Paris",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "Asia/Tokyo",
];
