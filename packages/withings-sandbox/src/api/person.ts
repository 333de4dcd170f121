import type { Life } from "../data/life.js";
import type { Person } from "../state/index.js";
import type { BearerCall } from "./call.js";

/** The person whose access token a call has. */
export function personOf({ context, pair }: BearerCall): Person {
  const person = context.state.people.get(pair.personId);
  if (person === undefined) throw new Error("A token belongs to a person who is not there.");
  return person;
}

/** The life of that person. */
export function lifeOf(call: BearerCall): Life {
  return call.context.data.life(personOf(call));
}
