import { dropshipment, order, user } from "withings-kit/contract";
import { expect, test } from "vitest";
import { type Caller, newOrders, newUser, partner } from "./support/caller.js";
import { type Envelope, type Fields, patientSandbox } from "./support/client.js";

type Row = Readonly<Record<string, unknown>>;
type OrderRow = Row & {
  readonly order_id: string;
  readonly status: string;
  readonly products: readonly Row[];
};

const ordersOf = ({ body }: Envelope): readonly OrderRow[] => (body?.["orders"] ?? []) as readonly OrderRow[];
const only = (answer: Envelope): OrderRow => {
  const [row, ...more] = ordersOf(answer);
  expect([answer.error, more]).toEqual([undefined, []]);
  if (row === undefined) throw new Error("There is no order.");
  return row;
};
const detail = async ({ call }: Caller, ref: string): Promise<OrderRow> =>
  only(await call(order.getDetail, { customer_ref_ids: JSON.stringify([ref]) }));

const changed = (orders: string, change: (order: Record<string, unknown>) => void): string => {
  const list = JSON.parse(orders) as Record<string, unknown>[];
  for (const each of list) change(each);
  return JSON.stringify(list);
};

test("an order goes on with the clock, until its parcel is delivered", async () => {
  const sandbox = patientSandbox();
  sandbox.clock.stop();
  const self = await partner(sandbox);
  const made = only(await self.call(dropshipment.createOrder, { order: newOrders("a") }));
  expect(made).toMatchObject({ customer_ref_id: "a", status: "CREATED" });
  expect(made["products"]).toEqual([
    { ean: "3700546702518", quantity: 2 },
    { partner_ref: "KIT1", quantity: 1 },
  ]);
  const seen = new Set<unknown>();
  for (let hour = 0; hour < 24 * 6; hour++) {
    const { status, parcel_status } = await detail(self, "a");
    seen.add(status).add(parcel_status);
    sandbox.clock.advance({ minutes: hour === 0 ? 5 : 60 });
  }
  expect([...seen]).toEqual([
    ...["CREATED", undefined, "ADDRESS VERIFICATION", "PROCESSING", "OPEN", "SHIPPED"],
    ...["pending", "info_received", "in_transit", "delivered"],
  ]);
});

test("a shipped order tells its devices, and they can be linked", async () => {
  const sandbox = patientSandbox();
  const self = await partner(sandbox);
  await self.call(dropshipment.createOrder, { order: newOrders("a") });
  expect((await detail(self, "a")).products[0]).not.toHaveProperty("devices");
  sandbox.clock.advance({ days: 2 });
  const shipped = await detail(self, "a");
  expect(shipped).toMatchObject({
    tracking_number: `SP${shipped.order_id}`,
    ship_date: sandbox.clock.now().toISOString().slice(0, 10),
  });
  const [first, second] = shipped.products;
  const devices = first?.["devices"] as readonly Row[];
  expect([devices.length, second?.["quantity"]]).toEqual([2, 1]);
  expect(devices[0]?.["model_id"]).toBe(devices[1]?.["model_id"]);
  expect(first?.["mac_addresses"]).toEqual(devices.map(({ mac_address }) => mac_address));
  const { token } = await partner(sandbox, { personId: sandbox.people.find("nothing").id });
  const linked = await self.call(
    user.link,
    { mac_addresses: JSON.stringify(first?.["mac_addresses"]) },
    token,
  );
  expect(linked.body?.["devices"]).toMatchObject(
    devices.map(({ serial_number, mac_address, model }) => ({ serial_number, mac_address, model })),
  );
});

test("the former getorderstatus tells the devices only when asked to", async () => {
  const sandbox = patientSandbox();
  const { call } = await partner(sandbox);
  await call(dropshipment.createOrder, { order: newOrders("a") });
  sandbox.clock.advance({ days: 2 });
  const ask = async (more: Fields): Promise<Row | undefined> =>
    only(await call(dropshipment.getOrderStatus, { customer_ref_ids: '["a"]', ...more })).products[0];
  expect(await ask({})).not.toHaveProperty("devices");
  expect(await ask({})).toHaveProperty("serial_numbers");
  expect(await ask({ enrich: "t" })).toHaveProperty("devices");
});

test.each([
  ["1", "SHIPPED"],
  ["2", "TRASHED"],
  ["3", "FAILED"],
  ["4", "BACKHOLD"],
])("with testmode %s it ends as %s", async (testmode, end) => {
  const sandbox = patientSandbox();
  const self = await partner(sandbox);
  await self.call(dropshipment.createOrder, { order: newOrders("a"), testmode });
  sandbox.clock.advance({ days: 30 });
  expect((await detail(self, "a")).status).toBe(end);
});

test("orders are found by either id, those that are not there are left out, and one of the two is needed", async () => {
  const { call } = await partner(patientSandbox());
  const [a, b] = ordersOf(await call(dropshipment.createOrder, { order: newOrders("a", "b") }));
  const byId = await call(order.getDetail, { order_ids: JSON.stringify([b?.order_id, "7"]) });
  expect(only(byId).order_id).toBe(b?.order_id);
  const byRef = await call(order.getDetail, { customer_ref_ids: '["a","b"]' });
  expect(ordersOf(byRef).map(({ order_id }) => order_id)).toEqual([a?.order_id, b?.order_id]);
  expect((await call(order.getDetail)).status).toBe(503);
  expect((await call(order.getDetail, { order_ids: '["1"]', customer_ref_ids: '["a"]' })).status).toBe(503);
});

test("before it is shipped an order can be changed and cancelled, afterwards that is 277", async () => {
  const sandbox = patientSandbox();
  const self = await partner(sandbox);
  const { call } = self;
  const { order_id } = only(await call(dropshipment.createOrder, { order: newOrders("a") }));
  const more = changed(newOrders("a2"), (each) => (each["products"] = [{ ean: "1", quantity: 5 }]));
  expect(only(await call(dropshipment.update, { order_id, order: more })).products).toEqual([
    { ean: "1", quantity: 5 },
  ]);
  expect((await detail(self, "a2")).order_id).toBe(order_id);
  expect((await call(dropshipment.delete, { order_id })).status).toBe(0);
  sandbox.clock.advance({ days: 9 });
  expect((await detail(self, "a2")).status).toBe("TRASHED");

  const shipped = only(await call(dropshipment.createOrder, { order: newOrders("b") }));
  sandbox.clock.advance({ days: 2 });
  const ids = { order_id: shipped.order_id };
  expect((await call(dropshipment.delete, ids)).status).toBe(277);
  expect((await call(dropshipment.update, { ...ids, order: newOrders("b") })).status).toBe(277);
  for (const operation of [dropshipment.delete, dropshipment.update])
    expect((await call(operation, { order_id: "7", order: newOrders("c") })).error).toBe(
      "Invalid Params: invalid order_id",
    );
});

test("what cannot be ordered is refused: eleven at once, a reference twice, no article, two articles, none of it", async () => {
  const { call } = await partner(patientSandbox());
  const refs = Array.from({ length: 11 }, (_, index) => `r${index}`);
  const products = (...list: readonly object[]): string =>
    changed(newOrders("x"), (each) => (each["products"] = list));
  await call(dropshipment.createOrder, { order: newOrders("taken") });
  const wrong = [
    newOrders(...refs),
    newOrders("a", "a"),
    newOrders("taken"),
    products({ quantity: 1 }),
    products({ quantity: 1, ean: "1", partner_ref: "K" }),
    products({ quantity: 0, ean: "1" }),
    products(),
    "[]",
    "{}",
    "no JSON",
  ];
  for (const list of wrong) {
    const { error } = await call(dropshipment.createOrder, { order: list });
    expect(error, list).toBe("Invalid Params: invalid order");
  }
  expect((await call(dropshipment.createOrder, { order: newOrders(...refs.slice(1)) })).status).toBe(0);
});

test("one wrong address rejects the call and is named, unless it is forced", async () => {
  const { call } = await partner(patientSandbox());
  const wrong = (force: boolean): string =>
    JSON.stringify([
      ...(JSON.parse(newOrders("good")) as object[]),
      ...(JSON.parse(newOrders("bad")) as { address: object }[]).map((each) => ({
        ...each,
        address: { ...each.address, country: "Utopia" },
        ...(force ? { force_address: true } : {}),
      })),
    ]);
  expect(await call(dropshipment.createOrder, { order: wrong(false) })).toEqual({
    status: 503,
    error: "Invalid Params: invalid address",
    body: { invalid_address_customer_ref_ids: ["bad"] },
  });
  expect(ordersOf(await call(order.getDetail, { customer_ref_ids: '["good"]' }))).toEqual([]);
  expect((await call(dropshipment.createOrder, { order: wrong(true) })).status).toBe(0);
});

test("an account and its order are made together or not at all", async () => {
  const sandbox = patientSandbox();
  const { call } = await partner(sandbox);
  const people = sandbox.people.list().length;
  expect((await call(dropshipment.createUserOrder, { ...newUser, order: "[]" })).status).toBe(503);
  const unknown = changed(
    newOrders("a"),
    (each) => (each["address"] = { ...(each["address"] as object), zip: "none" }),
  );
  expect((await call(dropshipment.createUserOrder, { ...newUser, order: unknown })).status).toBe(503);
  expect(sandbox.people.list()).toHaveLength(people);
  const { body } = await call(dropshipment.createUserOrder, { ...newUser, order: newOrders("a") });
  expect(body).toMatchObject({ user: { external_id: "member-1" }, orders: [{ customer_ref_id: "a" }] });
  expect(sandbox.people.list()).toHaveLength(people + 1);
});
