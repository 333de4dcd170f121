import type { CallOptions } from "../calls/caller.js";
import { confirmUser as operation } from "../wire/measure.js";
import { inOurWords } from "./in-our-words.js";
import type { PersonCalls } from "./person-calls.js";

/** See `Measures.confirmUser`. Few programs call it, so it is loaded when one does. */
export async function confirmUser(
  { id: grpid, isTheirs: is_confirmed }: { readonly id: number; readonly isTheirs: boolean },
  { calls, options }: { readonly calls: PersonCalls; readonly options: CallOptions | undefined },
): Promise<void> {
  await inOurWords({ grpid: "id", is_confirmed: "isTheirs" }, () =>
    calls.call(operation, { grpid, is_confirmed }, options),
  );
}
