import { type Operation, operations, type Parameter } from "withings-kit/contract";
import { expect, test } from "vitest";
import { newUser, partner } from "./support/caller.js";
import { type Fields, patientSandbox } from "./support/client.js";

const forPartners = operations.filter(({ access }) => access === "contract");
const signed = forPartners.filter(({ authentication }) => authentication === "signature");

/** Something that can be read as this parameter, whatever it means. */
function readable({ type, values, pattern, json }: Parameter): string {
  if (values?.[0] !== undefined && type !== "json") return values[0];
  if (type === "json") return JSON.stringify(sample(json));
  if (type === "boolean") return "1";
  if (type === "string") return pattern === undefined ? "text" : "ABC";
  return "1";
}

function sample(field: Parameter["json"]): unknown {
  switch (field?.type) {
    case "array":
      return [sample(field.items)];
    case "object":
      return Object.fromEntries(Object.entries(field.fields).map(([name, member]) => [name, sample(member)]));
    case "integer":
      return 1;
    case "boolean":
      return true;
    default:
      return "sdk";
  }
}

const needed = ({ parameters }: Operation): Fields =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([, { required, proof }]) => required === true && proof !== true)
      .map(([name, parameter]) => [name, readable(parameter)]),
  );

/** And the first alternative of what must be chosen. */
const enough = (operation: Operation): Fields => ({
  ...needed(operation),
  ...Object.fromEntries(
    (operation.choices ?? [])
      .flatMap(([first = []]) => first)
      .flatMap((name) => {
        const parameter = operation.parameters[name];
        return parameter === undefined ? [] : [[name, readable(parameter)]];
      }),
  ),
});

test("without a contract, everything that is for partners is refused with the status of the option", async () => {
  const sandbox = patientSandbox({ contractOnlyStatus: 2555 });
  const { call, token } = await partner(sandbox, { contract: false });
  expect(forPartners.length).toBeGreaterThan(35);
  for (const operation of forPartners) {
    const { status } = await call(
      operation,
      enough(operation),
      operation.authentication === "bearer" ? token : "",
    );
    expect(status, operation.operationId).toBe(2555);
  }
});

test("every signed operation refuses a signature that is not its own, and a nonce that was used", async () => {
  const sandbox = patientSandbox();
  const { call, api, application } = await partner(sandbox);
  for (const operation of signed) {
    const { status } = await call(operation, { ...enough(operation), signature: "0".repeat(64) });
    expect(status, operation.operationId).toBe(sandbox.options.wrongSignatureStatus);
    const spent = await call(operation, { ...enough(operation), nonce: await api.nonce() });
    expect(spent.status, operation.operationId).toBe(sandbox.options.wrongSignatureStatus);
    const unknown = await call(operation, {
      ...enough(operation),
      client_id: application.clientID,
      nonce: "0".repeat(40),
    });
    expect(unknown.status, operation.operationId).toBe(sandbox.options.wrongNonceStatus);
  }
});

test("every parameter that is needed is missed by name", async () => {
  const { call, token } = await partner(patientSandbox());
  for (const operation of forPartners)
    for (const name of Object.keys(needed(operation))) {
      const fields = Object.fromEntries(
        Object.entries(needed(operation)).filter(([other]) => other !== name),
      );
      const answer = await call(operation, fields, operation.authentication === "bearer" ? token : "");
      const at = `${operation.operationId} ${name}`;
      expect([answer.status, answer.error], at).toEqual([503, `Invalid Params: invalid ${name}`]);
    }
});

test("what one partner made, another does not see", async () => {
  const sandbox = patientSandbox();
  const [one, other] = [await partner(sandbox), await partner(sandbox)];
  const named = (operationId: string): Operation => {
    const found = operations.find((operation) => operation.operationId === operationId);
    if (found === undefined) throw new Error(`There is no ${operationId}.`);
    return found;
  };
  const screen = { iconids: "[1]", content: '["a","b"]', model: "17" };
  const made = await one.call(named("nudgev2-create"), screen);
  const nudgeid = String(made.body?.["nudgeid"]);
  expect((await one.call(named("nudgev2-get"), { nudgeid })).status).toBe(0);
  expect((await other.call(named("nudgev2-get"), { nudgeid })).status).toBe(503);
  expect((await other.call(named("nudgev2-list"))).body?.["nudges"]).toEqual([]);

  await one.call(named("userv2-activate"), { ...newUser, mac_addresses: '["00:24:e4:00:00:01"]' });
  const email = newUser["email"] ?? "";
  expect((await one.call(named("userv2-get"), { email })).status).toBe(0);
  expect((await other.call(named("userv2-get"), { email })).status).toBe(503);
});

test("a sandbox that is reset has forgotten what partners made", async () => {
  const sandbox = patientSandbox();
  const { call } = await partner(sandbox);
  const [create] = operations.filter(({ operationId }) => operationId === "nudgev2-create");
  if (create === undefined) throw new Error("There is no nudgev2-create.");
  await call(create, { iconids: "[1]", content: '["a","b"]', model: "17" });
  expect(sandbox.held.partnerRecords).toBe(1);
  sandbox.reset();
  expect(sandbox.held.partnerRecords).toBe(0);
});
