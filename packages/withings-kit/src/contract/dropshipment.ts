import { object, text } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import {
  customerid,
  madeOrders,
  newOrders,
  orderDetails,
  rejections,
  testMode,
  whichOrders,
  whichOrdersChoice,
} from "./orders.js";
import { moreOfNewUser, newUser } from "./profile.js";
import { signed } from "./signed.js";

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
const shipment = text("Withings' id of the shipment", { optional: true });
const mostOrders = "Ten orders a call at the most.";
const wrongAddress =
  "One order with an address that is not valid rejects the call: status 503, and the body names the orders.";

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
  answer: { orders: madeOrders, dropshipmentorderid: shipment, ...rejections },
  summary: "orders devices for a partner's members",
  notes: [mostOrders, wrongAddress],
  source: reference("dropshipmentv2-createorder"),
};

/** Makes an account, and orders for it. */
export const createUserOrder: Operation = {
  ...post,
  operationId: "dropshipmentv2-createuserorder",
  action: "createuserorder",
  effect: "writes",
  parameters: { ...signed, ...newUser, order: newOrders, ...moreOfNewUser, testmode: testMode },
  answer: {
    user: object(
      {
        code: text("an authorization code, valid for 10 minutes"),
        external_id: text("the partner's own id of the user"),
      },
      { name: "NewUser", summary: "the user" },
    ),
    orders: madeOrders,
    dropshipmentorderid: shipment,
    ...rejections,
  },
  summary: "makes an account and orders devices for it",
  notes: [mostOrders, wrongAddress],
  source: reference("dropshipmentv2-createuserorder"),
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
