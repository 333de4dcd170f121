import { type OrdinaryCall, refusedStatus } from "./ordinary.ts";

/** New credentials are saved once they have proven good. Whoever ends in between has used up what is stored. */
export const useThenSave: OrdinaryCall = async (person, { load, renew, ask, save, isOver }) => {
  const stored = await load(person);
  if (!isOver(stored)) {
    const status = await ask(stored);
    if (status !== refusedStatus) return status;
  }
  const renewed = await renew(stored);
  const status = await ask(renewed);
  await save(renewed);
  return status;
};
