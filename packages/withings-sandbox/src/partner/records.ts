import { createHardware, type HardwareStock } from "./hardware.js";

/** What a partner said of somebody for whom it made an account. */
export interface Profile {
  readonly clientId: string;
  readonly externalId: string;
  readonly shortname: string;
  readonly preflang: string;
  readonly mailingpref: boolean;
  readonly unitPref: object;
  readonly phonenumber?: string;
  readonly goals?: object;
}

/** How the life of an order ends. */
export type OrderEnd = "SHIPPED" | "TRASHED" | "FAILED" | "BACKHOLD";

/** A product of an order, with the devices that will be in the parcel. */
export interface OrderedProduct {
  readonly ean?: string;
  readonly partner_ref?: string;
  readonly quantity: number;
  readonly macAddresses: readonly string[];
}

/** An order. What becomes of it follows from when it was made. Times are Unix seconds. */
export interface Order {
  readonly id: string;
  readonly customerRef: string;
  readonly shipmentId: string;
  readonly products: readonly OrderedProduct[];
  readonly madeAt: number;
  readonly end: OrderEnd;
  readonly cancelledAt?: number;
}

/** A screen for scales. */
export interface Nudge {
  readonly id: number;
  readonly iconids: readonly number[];
  readonly content: readonly string[];
  readonly model: number;
  readonly position: "first" | "last";
  readonly created: number;
  readonly modified: number;
}

/** A time in which a screen is shown to users. */
export interface Campaign {
  readonly id: number;
  readonly nudgeid: number;
  readonly startdate: number;
  readonly enddate: number;
  readonly max_display_count: number;
  readonly created: number;
  readonly modified: number;
  /** Since when each user is in it. */
  readonly users: Map<number, number>;
}

/** A time in which devices ask a user. */
export interface Enrolment {
  readonly surveyId: number;
  readonly personId: number;
  readonly from: number;
  to?: number;
}

/** A time in which a watch records what its sensors see. */
export interface Recording {
  readonly personId: number;
  readonly deviceId: string;
  readonly type: 1 | 2;
  readonly from: number;
  to: number;
}

/** What one partner has. */
export interface PartnerRecords {
  readonly orders: Map<string, Order>;
  readonly nudges: Map<number, Nudge>;
  readonly campaigns: Map<number, Campaign>;
  readonly enrolments: Enrolment[];
  readonly recordings: Recording[];
  /** Whether features are on that were ever switched, by user, model and name. */
  readonly features: Map<string, boolean>;
}

/** What partners have. */
export interface PartnerState {
  readonly of: (clientId: string) => PartnerRecords;
  /** Of people for whom partners made accounts. */
  readonly profiles: Map<number, Profile>;
  readonly hardware: HardwareStock;
  /** ECGs that an application may read without a person's token. */
  readonly signalTokens: Map<string, { readonly personId: number; readonly signalId: number }>;
  /** A number that nothing else of this cloud's partners has. */
  readonly nextId: () => number;
  /** How much is kept. */
  readonly size: number;
  readonly clear: () => void;
}

const firstId = 100_001;

/** Nothing. */
export function createPartnerState(seed: number): PartnerState {
  const partners = new Map<string, PartnerRecords>();
  const profiles = new Map<number, Profile>();
  const signalTokens = new Map<string, { readonly personId: number; readonly signalId: number }>();
  const hardware = createHardware(seed);
  let id = firstId;
  return {
    of: (clientId) => {
      const records = partners.get(clientId) ?? noRecords();
      partners.set(clientId, records);
      return records;
    },
    profiles,
    hardware,
    signalTokens,
    nextId: () => id++,
    get size() {
      const kept = [...partners.values()].flatMap(sizes);
      return [...kept, profiles.size, signalTokens.size].reduce((sum, each) => sum + each, 0);
    },
    clear: () => {
      partners.clear();
      profiles.clear();
      signalTokens.clear();
      hardware.clear();
      id = firstId;
    },
  };
}

const noRecords = (): PartnerRecords => ({
  orders: new Map(),
  nudges: new Map(),
  campaigns: new Map(),
  enrolments: [],
  recordings: [],
  features: new Map(),
});

const sizes = ({
  orders,
  nudges,
  campaigns,
  enrolments,
  recordings,
  features,
}: PartnerRecords): readonly number[] => [
  ...[orders, nudges, campaigns, features].map(({ size }) => size),
  ...[enrolments, recordings].map(({ length }) => length),
];
