import { object, text } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import { newOrders, orderAnswer, orderNotes, testMode } from "./orders.js";
import { moreOfNewUser, newUser } from "./profile.js";
import { signed } from "./signed.js";

/** Makes an account, and orders for it. */
export const createUserOrder: Operation = {
  service: "dropshipment v2",
  operationId: "dropshipmentv2-createuserorder",
  action: "createuserorder",
  method: "POST",
  host: "api",
  path: "/v2/dropshipment",
  authentication: "signature",
  access: "contract",
  scopes: [],
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
    ...orderAnswer,
  },
  summary: "makes an account and orders devices for it",
  notes: orderNotes,
  source: reference("dropshipmentv2-createuserorder"),
};
