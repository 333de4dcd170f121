// One of the processes that are killed: makes calls as it is told, through the public entries, with points at which it ends itself.
import { createInstance, type Instance } from "./instance.ts";
import { writeJournal } from "./journal.ts";
import type { Answer, Order, Setup, Terms } from "./orders.ts";
import { openStore } from "./place.ts";

const setup = JSON.parse(process.argv[2] ?? "") as Setup;
const write = writeJournal(setup.journal);
const store = await openStore(setup.place);
let instances: readonly Instance[] = [];
let madeFor = "";

async function obey(order: Order): Promise<readonly Answer[]> {
  const { terms, fresh, keep, persons } = order;
  if (fresh || madeFor !== JSON.stringify(terms)) instances = makeInstances(terms);
  for (const instance of instances) instance.begin(order);
  for (const credentials of keep) await instances[0]?.keep(credentials);
  return Promise.all(persons.flatMap((person) => instances.map((instance) => instance.call(person))));
}

function makeInstances(terms: Terms): Instance[] {
  madeFor = JSON.stringify(terms);
  return Array.from({ length: terms.instances }, (_, index) =>
    createInstance({ setup, terms, index, write, store }),
  );
}

process.on("message", (order: Order) => {
  void obey(order).then((answers) => process.send?.(answers, undefined, undefined, () => undefined));
});
// Without the one who gives orders there is nothing to do.
process.on("disconnect", () => {
  process.exit();
});
process.send?.("ready");
