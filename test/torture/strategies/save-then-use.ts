import { type OrdinaryCall, refusedStatus } from "./ordinary.ts";

/** New credentials are saved before they are used, over whatever is there. Of two processes the last one's stay, and the first one's are used. */
export const saveThenUse: OrdinaryCall = async (person, { load, renew, ask, save, isOver }) => {
  const stored = await load(person);
  if (!isOver(stored)) {
    const status = await ask(stored);
    if (status !== refusedStatus) return status;
  }
  const renewed = await renew(stored);
  await save(renewed);
  return ask(renewed);
};
