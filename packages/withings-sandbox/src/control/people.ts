import type { Hono } from "hono";
import { checkFields, InvalidInput } from "../checks.js";
import type { NewMeasureGroup, NewWeighIn } from "../data/new-measures.js";
import type { PersonData } from "../data/person-data.js";
import type { Sandbox } from "../sandbox.js";
import type { NewPerson } from "../state/index.js";
import {
  disconnectFields,
  groupFields,
  measuresFields,
  personFields,
  readObject,
  weighInFields,
} from "./input.js";

/** People, and what is measured of them while the sandbox runs. */
export function addPeople(routes: Hono, theSandbox: () => Sandbox): void {
  const dataOf = (id: string): PersonData => {
    const { people } = theSandbox();
    if (people.get(Number(id)) === undefined) throw new InvalidInput("There is no person with this id.");
    return people.data(Number(id));
  };
  routes.get("/people", (call) => {
    const { people } = theSandbox();
    return call.json({ people: people.list(), logins: people.logins() });
  });
  routes.post("/people", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A person", given, fields: personFields });
    return call.json({ person: theSandbox().people.add(given as NewPerson) }, 201);
  });
  routes.post("/people/:id/disconnect", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "The link", given, fields: disconnectFields });
    const personId = Number(call.req.param("id"));
    theSandbox().people.disconnect({ ...(given as { clientID?: string }), personId });
    return call.json({ disconnected: personId });
  });
  routes.post("/people/:id/weighin", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A weigh-in", given, fields: weighInFields, needed: ["kg"] });
    const weighIn = { ...given, ...dateOf(given) } as unknown as NewWeighIn;
    return call.json({ grpid: dataOf(call.req.param("id")).weighIn(weighIn) }, 201);
  });
  routes.post("/people/:id/measures", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A measure group", given, fields: groupFields, needed: ["measures"] });
    const group = { ...given, ...dateOf(given) } as unknown as NewMeasureGroup;
    return call.json({ grpid: dataOf(call.req.param("id")).add(group) }, 201);
  });
  routes.put("/people/:id/measures/:grpid", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A measure group", given, fields: measuresFields, needed: ["measures"] });
    const { measures } = given as unknown as Pick<NewMeasureGroup, "measures">;
    const grpid = Number(call.req.param("grpid"));
    dataOf(call.req.param("id")).edit(grpid, measures);
    return call.json({ grpid });
  });
  routes.delete("/people/:id/measures/:grpid", (call) => {
    const grpid = Number(call.req.param("grpid"));
    dataOf(call.req.param("id")).delete(grpid);
    return call.json({ grpid });
  });
}

function dateOf({ date }: Readonly<Record<string, unknown>>): { readonly date?: Date } {
  return date === undefined ? {} : { date: new Date(date as string | number) };
}
