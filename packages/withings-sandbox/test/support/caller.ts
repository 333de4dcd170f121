import type { Operation } from "withings-kit/contract";
import { client, type Client, type Envelope, type Fields, sign } from "./client.js";

type Application = Client["sandbox"]["application"];

/** Calls operations as the contract states them. */
export interface Caller {
  readonly api: Client;
  /** Signed, or with a token where there is one. */
  readonly call: (operation: Operation, fields?: Fields, token?: string) => Promise<Envelope>;
}

/** An application that can call whatever there is. */
export function caller(api: Client, { clientID, clientSecret }: Application): Caller {
  const signed = async (action: string): Promise<Fields> => {
    const nonce = await api.nonce();
    return { client_id: clientID, nonce, signature: sign(clientSecret, action, clientID, nonce) };
  };
  return {
    api,
    call: async ({ path, action = "" }, fields = {}, token = "") =>
      token === ""
        ? api.post(path, { action, ...(await signed(action)), ...fields })
        : api.post(path, { action, ...fields }, { authorization: `Bearer ${token}` }),
  };
}

/** An application of a partner with a contract, and tokens of one of its people. */
export async function partner(
  sandbox: Client["sandbox"],
  { contract = true, personId = sandbox.people.find("everything").id, redirectUris = [partnerCallback] } = {},
): Promise<
  Caller & { readonly application: Application; readonly token: string; readonly personId: number }
> {
  const application = sandbox.applications.add({ redirectUris, contract });
  const api = client(sandbox, { application });
  const { access_token } = await api.connect(
    ["user.info", "user.metrics", "user.activity", "user.sleepevents"],
    personId,
  );
  return { ...caller(api, application), application, token: access_token, personId };
}

export const partnerCallback = "https://partner.example.com/withings";

/** What a partner says of a new user. */
export const newUser: Fields = {
  mailingpref: "1",
  birthdate: "330000000",
  measures: JSON.stringify([
    { value: 82_500, unit: -3, type: 1 },
    { value: 181, unit: -2, type: 4 },
  ]),
  gender: "0",
  preflang: "en_US",
  unit_pref: JSON.stringify({ weight: 1, height: 6, distance: 6, temperature: 11 }),
  email: "new.user@example.com",
  timezone: "America/New_York",
  shortname: "NEW",
  external_id: "member-1",
};

/** Orders as a partner makes them. */
export const newOrders = (...refs: readonly string[]): string =>
  JSON.stringify(
    refs.map((customer_ref_id) => ({
      customer_ref_id,
      address: {
        name: "Ada Example",
        email: "ada@example.com",
        address1: "1 Example Street",
        city: "Springfield",
        zip: "12345",
        country: "US",
      },
      products: [
        { ean: "3700546702518", quantity: 2 },
        { partner_ref: "KIT1", quantity: 1 },
      ],
    })),
  );
