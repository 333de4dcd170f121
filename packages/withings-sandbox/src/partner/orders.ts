import { type Answer, invalid, refusal, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import type { SandboxContext } from "../context.js";
import { makeAccount, newUser, refuseAccount } from "./accounts.js";
import { endOf, parcelStatusOf, shippedAt, statusOf } from "./order-life.js";
import { given, givenJson, givenNumber, recordsOf } from "./read.js";
import type { Order, OrderedProduct } from "./records.js";

interface WantedProduct {
  readonly ean?: string;
  readonly partner_ref?: string;
  readonly quantity: number;
}

interface WantedOrder {
  readonly customer_ref_id: string;
  readonly address: Readonly<Record<string, string>>;
  readonly products: readonly WantedProduct[];
  readonly force_address?: boolean;
}

const mostOrders = 10;
const mostOfOne = 1000;

const alreadyShipped = refusal(277, "Unauthorized: the order was shipped already");

/** Makes orders. */
export function createOrder(call: Call): Answer {
  const wanted = wantedOrders(call);
  return refuseOrders(call, { wanted }) ?? success(place(call, wanted));
}

/** Makes an account and orders for it. */
export function createUserOrder(call: Call): Answer {
  const wanted = wantedOrders(call);
  return (
    refuseAccount(call) ??
    refuseOrders(call, { wanted }) ??
    success({ ...newUser(call, makeAccount(call)), ...place(call, wanted) })
  );
}

/** Changes an order that was not shipped yet. */
export function updateOrder(call: Call): Answer {
  const { orders } = recordsOf(call);
  const order = orders.get(given(call, "order_id") ?? "");
  if (order === undefined) return invalid("order_id");
  const now = call.context.data.now();
  const wanted = wantedOrders(call);
  const [change] = wanted;
  if (change === undefined || wanted.length > 1) return invalid("order");
  const refused =
    refuseOrders(call, { wanted, changed: order }) ?? (isShipped(order, now) ? alreadyShipped : undefined);
  if (refused !== undefined) return refused;
  const changed = {
    ...order,
    customerRef: change.customer_ref_id,
    products: pack(call, { orderId: order.id, products: change.products }),
  };
  orders.set(order.id, changed);
  return success({ orders: [madeRow(changed, now)] });
}

/** Cancels an order that was not shipped yet. */
export function cancelOrder(call: Call): Answer {
  const { orders } = recordsOf(call);
  const order = orders.get(given(call, "order_id") ?? "");
  if (order === undefined) return invalid("order_id");
  const now = call.context.data.now();
  if (isShipped(order, now)) return alreadyShipped;
  orders.set(order.id, { cancelledAt: now, ...order });
  return success({});
}

/** Orders and what became of them. */
export function getOrders(call: Call): Answer {
  return listOrders(call, { withDevices: true });
}

/** The same by its former name, where the devices were asked for apart. */
export function getOrderStatus(call: Call): Answer {
  return listOrders(call, { withDevices: given(call, "enrich") === "t" });
}

function listOrders(call: Call, { withDevices }: { readonly withDevices: boolean }): Answer {
  const ids = givenJson(call, "order_ids") as readonly string[] | undefined;
  const refs = givenJson(call, "customer_ref_ids") as readonly string[] | undefined;
  const found = [...recordsOf(call).orders.values()].filter(
    ({ id, customerRef }) => ids?.includes(id) ?? refs?.includes(customerRef),
  );
  return success({ orders: found.map((order) => detailRow(call, { order, withDevices })) });
}

const isShipped = (order: Order, now: number): boolean => statusOf(order, now) === "SHIPPED";

const wantedOrders = (call: Call): readonly WantedOrder[] =>
  givenJson(call, "order") as readonly WantedOrder[];

function refuseOrders(
  call: Call,
  { wanted, changed }: { readonly wanted: readonly WantedOrder[]; readonly changed?: Order },
): Answer | undefined {
  const refs = wanted.map(({ customer_ref_id }) => customer_ref_id);
  const taken = new Set(
    [...recordsOf(call).orders.values()]
      .filter(({ id }) => id !== changed?.id)
      .map(({ customerRef }) => customerRef),
  );
  const inOrder =
    wanted.length <= mostOrders &&
    new Set(refs).size === refs.length &&
    !refs.some((ref) => taken.has(ref)) &&
    wanted.every(({ products }) => products.every(canBeOrdered));
  if (!inOrder) return invalid("order");
  const unknown = wanted
    .filter(({ address, force_address }) => force_address !== true && !isAddress(address))
    .map(({ customer_ref_id }) => customer_ref_id);
  // One of them rejects the call.
  return unknown.length === 0
    ? undefined
    : { ...invalid("address"), body: { invalid_address_customer_ref_ids: unknown } };
}

const canBeOrdered = ({ ean, partner_ref, quantity }: WantedProduct): boolean =>
  (ean === undefined) !== (partner_ref === undefined) && quantity >= 1 && quantity <= mostOfOne;

/** What a carrier could find: a country in two letters, and a postal code with a digit in it. */
const isAddress = ({ country = "", zip = "" }: WantedOrder["address"]): boolean =>
  /^[A-Z]{2}$/.test(country) && /\d/.test(zip);

function place(call: Call, wanted: readonly WantedOrder[]): object {
  const { partner, data } = call.context;
  const now = data.now();
  const shipmentId = String(partner.nextId());
  const orders = wanted.map(({ customer_ref_id, products }): Order => {
    const id = String(partner.nextId());
    return {
      id,
      customerRef: customer_ref_id,
      shipmentId,
      products: pack(call, { orderId: id, products }),
      madeAt: now,
      end: endOf(givenNumber(call, "testmode")),
    };
  });
  for (const order of orders) recordsOf(call).orders.set(order.id, order);
  return { orders: orders.map((order) => madeRow(order, now)), dropshipmentorderid: shipmentId };
}

/** Chooses the devices that the parcel will have. */
function pack(
  { context }: Call,
  { orderId, products }: { readonly orderId: string; readonly products: readonly WantedProduct[] },
): OrderedProduct[] {
  const { hardware } = context.partner;
  return products.map(({ ean, partner_ref, quantity }, line) => ({
    ...(ean === undefined ? {} : { ean }),
    ...(partner_ref === undefined ? {} : { partner_ref }),
    quantity,
    macAddresses: Array.from(
      { length: quantity },
      (_, piece) => hardware.make(ean ?? partner_ref ?? "", `${orderId} ${line} ${piece}`).macAddress,
    ),
  }));
}

const productRow = ({ ean, partner_ref, quantity }: OrderedProduct): object => ({
  ...(ean === undefined ? {} : { ean }),
  ...(partner_ref === undefined ? {} : { partner_ref }),
  quantity,
});

const madeRow = (order: Order, now: number): object => ({
  order_id: order.id,
  customer_ref_id: order.customerRef,
  dropshipmentorderid: order.shipmentId,
  status: statusOf(order, now),
  products: order.products.map(productRow),
});

function detailRow(
  { context }: Call,
  { order, withDevices }: { readonly order: Order; readonly withDevices: boolean },
): object {
  const now = context.data.now();
  const shipped = isShipped(order, now);
  const shipDate = new Date((shippedAt(order) ?? 0) * 1000).toISOString().slice(0, 10);
  return {
    order_id: order.id,
    customer_ref_id: order.customerRef,
    status: statusOf(order, now),
    products: order.products.map((product) =>
      shipped
        ? { ...productRow(product), ...contents(context, { product, withDevices }) }
        : productRow(product),
    ),
    ...(shipped
      ? {
          carrier: "Sandbox Parcels",
          carrier_service: "Ground",
          tracking_number: `SP${order.id}`,
          parcel_status: parcelStatusOf(order, now),
          ship_date: shipDate,
        }
      : {}),
    is_replacement: false,
  };
}

function contents(
  { partner }: SandboxContext,
  { product, withDevices }: { readonly product: OrderedProduct; readonly withDevices: boolean },
): object {
  const devices = product.macAddresses.map((macAddress) => partner.hardware.at(macAddress));
  const rows = devices.map(({ serialNumber, macAddress, deviceid, model, model_id }) => ({
    serial_number: serialNumber,
    mac_address: macAddress,
    hash_deviceid: deviceid,
    model,
    model_id,
  }));
  return {
    ...(withDevices ? { devices: rows } : {}),
    mac_addresses: product.macAddresses,
    hash_deviceids: devices.map(({ deviceid }) => deviceid),
    serial_numbers: devices.map(({ serialNumber }) => serialNumber),
  };
}
