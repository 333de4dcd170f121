// Printed from contract/dropshipment.ts by `npm run contract`: change it there.
import type { EmptyBody, WireOperation } from "./operation.js";
import type { MadeOrder, NewOrder, OrderDetail } from "./shared.js";

export type {
  MadeOrder,
  NewAddress,
  NewOrder,
  NewProduct,
  OrderDetail,
  OrderedProduct,
  ShippedDevice,
  ShippedProduct,
} from "./shared.js";
export * from "./dropshipment-user-order.js";

/**
 * Orders devices for a partner's members.
 * Only for partners who have a contract with Withings.
 * Ten orders a call at the most.
 * One order with an address that is not valid rejects the call: status 503, and the body names the orders.
 *
 * @see https://developer.withings.com/api-reference/#tag/dropshipment/operation/dropshipmentv2-createorder
 */
export const createOrder: WireOperation<CreateOrderParameters, CreateOrderBody, "signature"> = {
  service: "dropshipment v2",
  action: "createorder",
  path: "/v2/dropshipment",
  authentication: "signature",
  parameters: {
    order: {
      type: "json",
      required: true,
      shape: [
        {
          customer_ref_id: "string",
          address: {
            name: "string",
            "company_name?": "string",
            email: "string",
            "telephone?": "string",
            address1: "string",
            "address2?": "string",
            city: "string",
            zip: "string",
            "state?": "string",
            country: "string",
          },
          products: [{ quantity: "integer", "ean?": "string", "partner_ref?": "string" }],
          "force_address?": "boolean",
        },
      ],
    },
    customerid: "string",
    testmode: { type: "integer", values: "1,2,3,4" },
    platformid: "integer",
  },
};

/** What {@link createOrder} takes. */
export interface CreateOrderParameters {
  /** The orders: ten at the most, one for an update. */
  readonly order: readonly NewOrder[];
  /** Billing id; leave it out where you know none. */
  readonly customerid?: string | undefined;
  /** A trial that ends as 1 SHIPPED, 2 TRASHED, 3 FAILED, 4 BACKHOLD. */
  readonly testmode?: 1 | 2 | 3 | 4 | undefined;
  /** The platform's id. */
  readonly platformid?: number | undefined;
}

/** What {@link createOrder} answers. */
export interface CreateOrderBody {
  /** The orders. */
  readonly orders?: readonly MadeOrder[];
  /** Withings' id of the shipment. */
  readonly dropshipmentorderid?: string;
  /** Orders whose address is not valid. Comes with status 503. */
  readonly invalid_address_customer_ref_ids?: readonly string[];
}

/**
 * Cancels an order that was not shipped yet.
 * Only for partners who have a contract with Withings.
 * An order that was shipped gives status 277.
 *
 * @see https://developer.withings.com/api-reference/#tag/dropshipment/operation/dropshipmentv2-delete
 */
export const deleteOperation: WireOperation<DeleteParameters, DeleteBody, "signature"> = {
  service: "dropshipment v2",
  action: "delete",
  path: "/v2/dropshipment",
  authentication: "signature",
  parameters: { order_id: { type: "string", required: true } },
};
export { deleteOperation as delete };

/** What {@link deleteOperation} takes. */
export interface DeleteParameters {
  /** Withings' id of the order. */
  readonly order_id: string;
}

/** What {@link deleteOperation} answers: nothing. */
export type DeleteBody = EmptyBody;

/**
 * Orders and what became of them.
 * Only for partners who have a contract with Withings.
 *
 * @deprecated use order v2 getdetail
 * @see https://developer.withings.com/api-reference/#tag/dropshipment/operation/dropshipmentv2-getorderstatus
 */
export const getOrderStatus: WireOperation<GetOrderStatusParameters, GetOrderStatusBody, "signature"> = {
  service: "dropshipment v2",
  action: "getorderstatus",
  path: "/v2/dropshipment",
  authentication: "signature",
  reads: true,
  parameters: {
    order_ids: { type: "json", shape: ["string"] },
    customer_ref_ids: { type: "json", shape: ["string"] },
    customerid: "string",
    enrich: { type: "string", values: "t" },
  },
  choices: ["order_ids|customer_ref_ids"],
};

/** What {@link getOrderStatus} takes. */
export type GetOrderStatusParameters = {
  /** Billing id; leave it out where you know none. */
  readonly customerid?: string | undefined;
  /** T for a longer answer. */
  readonly enrich?: "t" | undefined;
} & (
  | {
      /** Withings' ids of the orders. */
      readonly order_ids: readonly string[];
      readonly customer_ref_ids?: undefined;
    }
  | {
      /** The partner's own ids of the orders. */
      readonly customer_ref_ids: readonly string[];
      readonly order_ids?: undefined;
    }
);

/** What {@link getOrderStatus} answers. */
export interface GetOrderStatusBody {
  /** The orders. */
  readonly orders: readonly OrderDetail[];
}

/**
 * Changes an order that was not shipped yet.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/dropshipment/operation/dropshipmentv2-update
 */
export const update: WireOperation<UpdateParameters, UpdateBody, "signature"> = {
  service: "dropshipment v2",
  action: "update",
  path: "/v2/dropshipment",
  authentication: "signature",
  parameters: {
    order_id: { type: "string", required: true },
    order: {
      type: "json",
      required: true,
      shape: [
        {
          customer_ref_id: "string",
          address: {
            name: "string",
            "company_name?": "string",
            email: "string",
            "telephone?": "string",
            address1: "string",
            "address2?": "string",
            city: "string",
            zip: "string",
            "state?": "string",
            country: "string",
          },
          products: [{ quantity: "integer", "ean?": "string", "partner_ref?": "string" }],
          "force_address?": "boolean",
        },
      ],
    },
  },
};

/** What {@link update} takes. */
export interface UpdateParameters {
  /** Withings' id of the order. */
  readonly order_id: string;
  /** The orders: ten at the most, one for an update. */
  readonly order: readonly NewOrder[];
}

/** What {@link update} answers. */
export interface UpdateBody {
  /** The orders. */
  readonly orders?: readonly MadeOrder[];
}
