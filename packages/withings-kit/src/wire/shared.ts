// Printed from contract/ by `npm run contract`: what operations of several files hold.

/** The user. */
export interface NewUser {
  /** An authorization code, valid for 10 minutes. */
  readonly code: string;
  /** The partner's own id of the user. */
  readonly external_id: string;
}

/** A device that was linked. */
export interface InstalledDevice {
  /** MAC address. */
  readonly mac_address: string;
  /** Kind of device. */
  readonly type: string;
  /** Model in words. Empty was seen. */
  readonly model: string;
  /** Model. */
  readonly model_id: number;
  /** How full the battery is. high above 75 %, medium above 30 %. `unknown` was seen. */
  readonly battery: string;
  /** The device: 40 hexadecimal digits. */
  readonly deviceid: string;
  /** Where it is. */
  readonly timezone: string;
  /** When it was last synchronized (Unix s). */
  readonly last_session_date: number | null;
  /** Serial number. */
  readonly serial_number?: string;
}

/** Weight or height. */
export interface NewMeasure {
  /** The number: real value = value x 10^unit. */
  readonly value: number;
  /** The power of ten, such as -3. */
  readonly unit: number;
  /** 1 weight in kg, 4 height in m. */
  readonly type: number;
}

/** Units. */
export interface NewUnitPreferences {
  /** 1 kg, 2 lb, 14 stone and pounds. */
  readonly weight: number;
  /** 6 m, 7 in. */
  readonly height: number;
  /** 6 km, 8 yd. */
  readonly distance: number;
  /** 11 °C, 13 °F. */
  readonly temperature: number;
}

/** Goals. */
export interface NewGoals {
  /** Steps of a day. */
  readonly steps?: number;
  /** Sleep of a night in seconds. */
  readonly sleep?: number;
  /** Weight. */
  readonly weight?: {
    /** The weight in kg: real value = value x 10^unit. */
    readonly value: number;
    /** The power of ten. */
    readonly unit: number;
  };
}

/** An order. */
export interface MadeOrder {
  /** Withings' id of the order. */
  readonly order_id: string;
  /** The partner's own id of the order. */
  readonly customer_ref_id: string;
  /** Withings' id of the shipment. */
  readonly dropshipmentorderid?: string;
  /** How it stands with the order. */
  readonly status: string;
  /** What was ordered. */
  readonly products: readonly OrderedProduct[];
}

/** A product. */
export interface OrderedProduct {
  /** The article's number. */
  readonly ean?: string;
  /** Withings' name of the partner's kit. */
  readonly partner_ref?: string;
  /** How many. */
  readonly quantity: number;
}

/** An order. */
export interface NewOrder {
  /** The partner's own id of the order, never used before. */
  readonly customer_ref_id: string;
  /** Where it is sent to. */
  readonly address: NewAddress;
  /** What is ordered. */
  readonly products: readonly NewProduct[];
  /** Sends it even to an address that the carrier does not know. */
  readonly force_address?: boolean;
}

/** Where it is sent to. */
export interface NewAddress {
  /** Whom it is sent to. */
  readonly name: string;
  /** Company. */
  readonly company_name?: string;
  /** E-mail address. */
  readonly email: string;
  /** Telephone number in E.164. */
  readonly telephone?: string;
  /** Street and number. */
  readonly address1: string;
  /** Flat, floor and so on. */
  readonly address2?: string;
  /** Town. */
  readonly city: string;
  /** Postal code. */
  readonly zip: string;
  /** State, in two letters. */
  readonly state?: string;
  /** Country, in two letters. */
  readonly country: string;
}

/** A product. */
export interface NewProduct {
  /** How many. */
  readonly quantity: number;
  /** The article's number; or partner_ref. */
  readonly ean?: string;
  /** Withings' name of the partner's kit; or ean. */
  readonly partner_ref?: string;
}

/** An order. */
export interface OrderDetail {
  /** Withings' id of the order. */
  readonly order_id: string;
  /** The partner's own id of the order. */
  readonly customer_ref_id: string;
  /** How it stands with the order. */
  readonly status: string;
  /** What was ordered. */
  readonly products: readonly ShippedProduct[];
  /** Who carries it. */
  readonly carrier?: string;
  /** As what. */
  readonly carrier_service?: string;
  /** The parcel's number. */
  readonly tracking_number?: string;
  /** Where the parcel is. */
  readonly parcel_status?: string;
  /** When it was shipped. */
  readonly ship_date?: string;
  /** Whether it replaces another order. */
  readonly is_replacement?: boolean;
  /** The partner's own id of the order that it replaces. */
  readonly original_customer_ref?: string;
}

/** A product. */
export interface ShippedProduct {
  /** The article's number. */
  readonly ean?: string;
  /** Withings' name of the partner's kit. */
  readonly partner_ref?: string;
  /** The devices in it. */
  readonly devices?: readonly ShippedDevice[];
  /** How many. */
  readonly quantity: number;
  /** MAC addresses of the devices. */
  readonly mac_addresses?: readonly string[] | string;
  /** Ids of the devices for this application. */
  readonly hash_deviceids?: readonly string[] | string;
  /** Serial numbers of the devices. */
  readonly serial_numbers?: readonly string[] | string;
}

/** A device. */
export interface ShippedDevice {
  /** Serial number. */
  readonly serial_number: string;
  /** MAC address. */
  readonly mac_address: string;
  /** The device's id for this application. */
  readonly hash_deviceid: string;
  /** Model in words. */
  readonly model: string;
  /** Model. */
  readonly model_id: number;
}
