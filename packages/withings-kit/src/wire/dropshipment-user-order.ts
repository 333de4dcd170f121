// Printed from contract/dropshipment-user-order.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";
import type { MadeOrder, NewGoals, NewMeasure, NewOrder, NewUnitPreferences, NewUser } from "./shared.js";

export type {
  MadeOrder,
  NewAddress,
  NewGoals,
  NewMeasure,
  NewOrder,
  NewProduct,
  NewUnitPreferences,
  NewUser,
  OrderedProduct,
} from "./shared.js";

/**
 * Makes an account and orders devices for it.
 * Only for partners who have a contract with Withings.
 * Ten orders a call at the most.
 * One order with an address that is not valid rejects the call: status 503, and the body names the orders.
 *
 * @see https://developer.withings.com/api-reference/#tag/dropshipment/operation/dropshipmentv2-createuserorder
 */
export const createUserOrder: WireOperation<CreateUserOrderParameters, CreateUserOrderBody, "signature"> = {
  service: "dropshipment v2",
  action: "createuserorder",
  path: "/v2/dropshipment",
  authentication: "signature",
  parameters: {
    mailingpref: { type: "boolean", required: true },
    birthdate: { type: "time", required: true },
    measures: {
      type: "json",
      required: true,
      shape: [{ value: "integer", unit: "integer", type: "integer" }],
    },
    gender: { type: "integer", required: true, values: "0,1" },
    preflang: { type: "string", required: true },
    unit_pref: {
      type: "json",
      required: true,
      shape: { weight: "integer", height: "integer", distance: "integer", temperature: "integer" },
    },
    email: { type: "string", required: true },
    timezone: { type: "string", required: true },
    shortname: { type: "string", required: true, pattern: ["^[a-zA-Z0-9]{3}$", "three letters or digits"] },
    external_id: { type: "string", required: true },
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
    firstname: "string",
    lastname: "string",
    phonenumber: {
      type: "string",
      pattern: ["^\\+[1-9][0-9]{1,14}$", "a telephone number in E.164, such as +33123456789"],
    },
    recovery_code: "string",
    goals: {
      type: "json",
      shape: { "steps?": "integer", "sleep?": "integer", "weight?": { value: "integer", unit: "integer" } },
    },
    testmode: { type: "integer", values: "1,2,3,4" },
  },
};

/** What {@link createUserOrder} takes. */
export interface CreateUserOrderParameters {
  /** Whether the user accepts advertising by mail. */
  readonly mailingpref: boolean;
  /** Birthday. */
  readonly birthdate: Date | number;
  /** One weight (1 to 600 kg) and one height (0.1 to 3 m), whatever units the user prefers. */
  readonly measures: readonly NewMeasure[];
  /** 0 man, 1 woman. */
  readonly gender: 0 | 1;
  /** Language, such as en_US or fr_FR. */
  readonly preflang: string;
  /** Units in which the user wants to read values. */
  readonly unit_pref: NewUnitPreferences;
  /** E-mail address. */
  readonly email: string;
  /** Where the user lives, such as Europe/Paris. */
  readonly timezone: string;
  /** Three letters or digits that devices show. */
  readonly shortname: string;
  /** The partner's own id of the user. */
  readonly external_id: string;
  /** The orders: ten at the most, one for an update. */
  readonly order: readonly NewOrder[];
  /** First name; the short name where it is left out. */
  readonly firstname?: string | undefined;
  /** Last name; the short name where it is left out. */
  readonly lastname?: string | undefined;
  /** Telephone number, for a second factor of the login. */
  readonly phonenumber?: string | undefined;
  /** A second factor that the partner hands out. */
  readonly recovery_code?: string | undefined;
  /** Goals. */
  readonly goals?: NewGoals | undefined;
  /** A trial that ends as 1 SHIPPED, 2 TRASHED, 3 FAILED, 4 BACKHOLD. */
  readonly testmode?: 1 | 2 | 3 | 4 | undefined;
}

/** What {@link createUserOrder} answers. */
export interface CreateUserOrderBody {
  /** The user. */
  readonly user: NewUser;
  /** The orders. */
  readonly orders?: readonly MadeOrder[];
  /** Withings' id of the shipment. */
  readonly dropshipmentorderid?: string;
  /** Orders whose address is not valid. Comes with status 503. */
  readonly invalid_address_customer_ref_ids?: readonly string[];
}
