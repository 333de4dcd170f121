import type { ArrayField, Fields } from "./field.js";
import { array, boolean, integer, json, object, text } from "./fields.js";
import type { Choice } from "./operation.js";
import type { Parameter, Parameters } from "./parameter.js";

const absent = { optional: true } as const;

const address = object(
  {
    name: text("whom it is sent to"),
    company_name: text("company", absent),
    email: text("e-mail address"),
    telephone: text("telephone number in E.164", absent),
    address1: text("street and number"),
    address2: text("flat, floor and so on", absent),
    city: text("town"),
    zip: text("postal code"),
    state: text("state, in two letters", absent),
    country: text("country, in two letters"),
  },
  { name: "NewAddress", summary: "where it is sent to" },
);

const newProduct = object(
  {
    quantity: integer("how many", { unit: "count" }),
    ean: text("the article's number; or partner_ref", absent),
    partner_ref: text("Withings' name of the partner's kit; or ean", absent),
  },
  { name: "NewProduct", summary: "a product" },
);

/** Orders that are to be made. */
export const newOrders: Parameter = {
  type: "json",
  required: true,
  json: array(
    object(
      {
        customer_ref_id: text("the partner's own id of the order, never used before"),
        address,
        products: array(newProduct, { summary: "what is ordered" }),
        force_address: boolean("sends it even to an address that the carrier does not know", absent),
      },
      { name: "NewOrder", summary: "an order" },
    ),
    { summary: "the orders" },
  ),
  summary: "the orders: ten at the most, one for an update",
};

/** How the order's life is played through. */
export const testMode: Parameter = {
  type: "integer",
  required: false,
  values: ["1", "2", "3", "4"],
  summary: "a trial that ends as 1 SHIPPED, 2 TRASHED, 3 FAILED, 4 BACKHOLD",
};

/** Who pays. */
export const customerid: Parameter = {
  type: "string",
  required: false,
  summary: "billing id; leave it out where you know none",
};

/** Which orders are meant. */
export const whichOrders: Parameters = {
  order_ids: {
    type: "json",
    required: "conditional",
    json: array(text("an order's id"), { summary: "Withings' ids of orders" }),
    summary: "Withings' ids of the orders",
  },
  customer_ref_ids: {
    type: "json",
    required: "conditional",
    json: array(text("an order's id"), { summary: "the partner's own ids of orders" }),
    summary: "the partner's own ids of the orders",
  },
};

/** The choice between them. */
export const whichOrdersChoice: Choice = [["order_ids"], ["customer_ref_ids"]];

const status = text("how it stands with the order", { enumeration: "orderStatus" });

/** Orders that were made or changed. */
export const madeOrders: ArrayField = array(
  object(
    {
      order_id: text("Withings' id of the order"),
      customer_ref_id: text("the partner's own id of the order"),
      dropshipmentorderid: text("Withings' id of the shipment", absent),
      status,
      products: array(
        object(
          {
            ean: text("the article's number", absent),
            partner_ref: text("Withings' name of the partner's kit", absent),
            quantity: integer("how many", { unit: "count" }),
          },
          { name: "OrderedProduct", summary: "a product" },
        ),
        { summary: "what was ordered" },
      ),
    },
    { name: "MadeOrder", summary: "an order" },
  ),
  { summary: "the orders", optional: true },
);

/** What the making of orders answers. */
export const orderAnswer: Fields = {
  orders: madeOrders,
  dropshipmentorderid: text("Withings' id of the shipment", absent),
  invalid_address_customer_ref_ids: array(text("the partner's own id of an order"), {
    summary: "orders whose address is not valid",
    optional: true,
    note: "Comes with status 503.",
  }),
};

/** What must be known of it. */
export const orderNotes: readonly string[] = [
  "Ten orders a call at the most.",
  "One order with an address that is not valid rejects the call: status 503, and the body names the orders.",
];

const shippedDevice = object(
  {
    serial_number: text("serial number"),
    mac_address: text("MAC address"),
    hash_deviceid: text("the device's id for this application"),
    model: text("model in words"),
    model_id: integer("model", { enumeration: "deviceModel" }),
  },
  { name: "ShippedDevice", summary: "a device" },
);

const texts = (summary: string): ArrayField =>
  array(text(summary), { summary, optional: true, or: json(array(text(summary), { summary }), { summary }) });

const shippedProduct = object(
  {
    ean: text("the article's number", absent),
    partner_ref: text("Withings' name of the partner's kit", absent),
    devices: array(shippedDevice, { summary: "the devices in it", optional: true }),
    quantity: integer("how many", { unit: "count" }),
    mac_addresses: texts("MAC addresses of the devices"),
    hash_deviceids: texts("ids of the devices for this application"),
    serial_numbers: texts("serial numbers of the devices"),
  },
  { name: "ShippedProduct", summary: "a product" },
);

/** Orders and what became of them. */
export const orderDetails: ArrayField = array(
  object(
    {
      order_id: text("Withings' id of the order"),
      customer_ref_id: text("the partner's own id of the order"),
      status,
      products: array(shippedProduct, { summary: "what was ordered" }),
      carrier: text("who carries it", absent),
      carrier_service: text("as what", absent),
      tracking_number: text("the parcel's number", absent),
      parcel_status: text("where the parcel is", { enumeration: "parcelStatus", optional: true }),
      ship_date: text("when it was shipped", absent),
      is_replacement: boolean("whether it replaces another order", absent),
      original_customer_ref: text("the partner's own id of the order that it replaces", absent),
    },
    { name: "OrderDetail", summary: "an order" },
  ),
  { summary: "the orders" },
);
