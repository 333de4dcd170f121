// Printed from contract/order.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";
import type { OrderDetail } from "./shared.js";

export type { OrderDetail, ShippedDevice, ShippedProduct } from "./shared.js";

/**
 * Orders and what became of them.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/order/operation/orderv2-getdetail
 */
export const getDetail: WireOperation<GetDetailParameters, GetDetailBody, "signature"> = {
  service: "order v2",
  action: "getdetail",
  path: "/v2/order",
  authentication: "signature",
  reads: true,
  parameters: {
    order_ids: { type: "json", shape: ["string"] },
    customer_ref_ids: { type: "json", shape: ["string"] },
    customerid: "string",
  },
  choices: ["order_ids|customer_ref_ids"],
};

/** What {@link getDetail} takes. */
export type GetDetailParameters = {
  /** Billing id; leave it out where you know none. */
  readonly customerid?: string | undefined;
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

/** What {@link getDetail} answers. */
export interface GetDetailBody {
  /** The orders. */
  readonly orders: readonly OrderDetail[];
}
