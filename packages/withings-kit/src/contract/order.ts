import { type Operation, reference } from "./operation.js";
import { customerid, orderDetails, whichOrders, whichOrdersChoice } from "./orders.js";
import { signed } from "./signed.js";

/** What became of orders. */
export const getDetail: Operation = {
  service: "order v2",
  operationId: "orderv2-getdetail",
  action: "getdetail",
  method: "POST",
  host: "api",
  path: "/v2/order",
  authentication: "signature",
  access: "contract",
  scopes: [],
  effect: "reads",
  parameters: { ...signed, ...whichOrders, customerid },
  choices: [whichOrdersChoice],
  answer: { orders: orderDetails },
  summary: "orders and what became of them",
  source: reference("orderv2-getdetail"),
};
