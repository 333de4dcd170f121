import { type Context, Hono } from "hono";
import { prettyJSON } from "hono/pretty-json";
import { behaviourRules, describeRule } from "../behaviour-rules.js";
import { checkFields, InvalidInput } from "../checks.js";
import { checkFault, faultKinds, faultOperations } from "../fault-check.js";
import type { WantedSignal } from "../partner/signals.js";
import type { Sandbox, WantedCode } from "../sandbox.js";
import type { NewApplication } from "../state/index.js";
import { endpoints } from "./endpoints.js";
import { guard } from "./guard.js";
import {
  advanceFields,
  applicationFields,
  clockFields,
  codeFields,
  readObject,
  signalFields,
} from "./input.js";
import { addNotifications } from "./notifications.js";
import { addPeople } from "./people.js";

/** The sandbox's controls over HTTP: what {@link Sandbox} offers to TypeScript, for programs in any language. */
export function controlRoutes(theSandbox: () => Sandbox): Hono {
  const routes = new Hono();
  routes.use(
    "*",
    guard(() => new URL(theSandbox().cloud.apiUrl).hostname),
  );
  // People read them in a browser and at a prompt.
  routes.use("*", prettyJSON({ force: true }));
  routes.onError((error, call) => {
    if (error instanceof InvalidInput) return call.json({ error: error.message }, 400);
    throw error;
  });
  routes.get("/", (call) => call.json(describe(theSandbox())));
  routes.post("/reset", (call) => {
    theSandbox().reset();
    return call.json(describe(theSandbox()));
  });
  addClock(routes, theSandbox);
  addFaults(routes, theSandbox);
  addCloud(routes, theSandbox);
  addPeople(routes, theSandbox);
  addNotifications(routes, theSandbox);

  routes.get("/requests", (call) => call.json({ requests: theSandbox().requests.list() }));
  routes.delete("/requests", (call) => {
    theSandbox().requests.clear();
    return call.json({ requests: [] });
  });
  routes.get("/options", (call) => call.json(describeOptions(theSandbox())));
  routes.patch("/options", async (call) => {
    theSandbox().configure(await readObject(call));
    return call.json(describeOptions(theSandbox()));
  });
  routes.all("*", (call) =>
    call.json({ error: `There is no ${call.req.method} ${call.req.path}.`, endpoints }, 404),
  );
  return routes;
}

function describe(sandbox: Sandbox): object {
  return {
    about: "A Withings cloud on this machine. It is not affiliated with Withings, and nothing in it is real.",
    endpoints,
    clock: describeClock(sandbox),
    application: sandbox.application,
    logins: sandbox.people.logins(),
    options: sandbox.options,
    faults: sandbox.faults.list(),
    requests: sandbox.requests.list().length,
    held: sandbox.held,
  };
}

const describeClock = ({ clock }: Sandbox): object => ({
  now: clock.now().toISOString(),
  flowing: clock.flowing,
});

function describeOptions({ options }: Sandbox): object {
  const rules = Object.entries(behaviourRules);
  return {
    options,
    allowed: Object.fromEntries(rules.map(([name, rule]) => [name, describeRule(rule)])),
    about: Object.fromEntries(rules.map(([name, { about }]) => [name, about])),
  };
}

function addClock(routes: Hono, theSandbox: () => Sandbox): void {
  routes.get("/clock", (call) => call.json(describeClock(theSandbox())));
  routes.put("/clock", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "The clock", given, fields: clockFields });
    const { now, flowing } = given as { now?: string | number; flowing?: boolean };
    const { clock } = theSandbox();
    if (flowing !== undefined) (flowing ? clock.start : clock.stop)();
    if (now !== undefined) clock.set(new Date(now));
    return call.json(describeClock(theSandbox()));
  });
  routes.post("/clock/advance", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "The advance", given, fields: advanceFields });
    theSandbox().clock.advance(given);
    return call.json(describeClock(theSandbox()));
  });
}

function addFaults(routes: Hono, theSandbox: () => Sandbox): void {
  const list = (call: Context): Response =>
    call.json({ faults: theSandbox().faults.list(), kinds: faultKinds, operations: faultOperations });
  routes.get("/faults", list);
  routes.post("/faults", async (call) => {
    const fault = await readObject(call);
    checkFault(fault);
    return call.json({ fault: theSandbox().faults.add(fault) }, 201);
  });
  routes.delete("/faults", (call) => {
    theSandbox().faults.clear();
    return list(call);
  });
  routes.delete("/faults/:id", (call) => {
    const removed = theSandbox().faults.remove(Number(call.req.param("id")));
    return removed ? list(call) : call.json({ error: "There is no fault with this id." }, 404);
  });
}

function addCloud(routes: Hono, theSandbox: () => Sandbox): void {
  routes.get("/applications", (call) => call.json({ applications: theSandbox().applications.list() }));
  routes.post("/applications", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "An application", given, fields: applicationFields, needed: ["redirectUris"] });
    const { probe, ...application } = given as unknown as NewApplication & { probe?: boolean };
    const { applications } = theSandbox();
    const outcome =
      probe === true
        ? await applications.register(application)
        : { application: applications.add(application) };
    return "problem" in outcome
      ? call.json({ error: outcome.problem }, 400)
      : call.json({ application: outcome.application }, 201);
  });
  routes.post("/signal-tokens", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A signal token", given, fields: signalFields, needed: Object.keys(signalFields) });
    return call.json({ token: theSandbox().issueSignalToken(given as unknown as WantedSignal) }, 201);
  });
  routes.post("/codes", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A code", given, fields: codeFields, needed: ["scopes"] });
    return call.json({ code: theSandbox().issueCode(given as unknown as WantedCode) }, 201);
  });
}
