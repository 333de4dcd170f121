import { type Operation, reference } from "./operation.js";
import {
  customerid,
  madeOrders,
  orderAnswer,
  orderNotes,
  newOrders,
  orderDetails,
  testMode,
  whichOrders,
  whichOrdersChoice,
} from "./orders.js";
import { signed } from "./signed.js";

export { createUserOrder } from "./dropshipment-user-order.js";

const post = {
  service: "dropshipment v2",
  method: "POST",
  host: "api",
  path: "/v2/dropshipment",
  authentication: "signature",
  access: "contract",
  scopes: [],
} as const;

const orderId = { type: "string", required: true, summary: "Withings' id of the order" } as const;

/** Makes orders. */
export const createOrder: Operation = {
  ...post,
  operationId: "dropshipmentv2-createorder",
  action: "createorder",
  effect: "writes",
  parameters: {
    ...signed,
    order: newOrders,
    customerid,
    testmode: testMode,
    platformid: { type: "integer", required: false, summary: "the platform's id" },
  },
  answer: orderAnswer,
  summary: "orders devices for a partner's members",
  notes: orderNotes,
  source: reference("dropshipmentv2-createorder"),
};

/** Cancels an order. */
const cancel: Operation = {
  ...post,
  operationId: "dropshipmentv2-delete",
  action: "delete",
  effect: "writes",
  parameters: { ...signed, order_id: orderId },
  answer: {},
  summary: "cancels an order that was not shipped yet",
  notes: ["An order that was shipped gives status 277."],
  source: reference("dropshipmentv2-delete"),
};
export { cancel as delete };

/** What became of orders. */
export const getOrderStatus: Operation = {
  ...post,
  operationId: "dropshipmentv2-getorderstatus",
  action: "getorderstatus",
  effect: "reads",
  parameters: {
    ...signed,
    ...whichOrders,
    customerid,
    enrich: { type: "string", required: false, values: ["t"], summary: "t for a longer answer" },
  },
  choices: [whichOrdersChoice],
  answer: { orders: orderDetails },
  deprecated: "order v2 getdetail",
  summary: "orders and what became of them",
  source: reference("dropshipmentv2-getorderstatus"),
};

/** Changes an order. */
export const update: Operation = {
  ...post,
  operationId: "dropshipmentv2-update",
  action: "update",
  effect: "writes",
  parameters: { ...signed, order_id: orderId, order: newOrders },
  answer: { orders: madeOrders },
  summary: "changes an order that was not shipped yet",
  source: reference("dropshipmentv2-update"),
};
