// Stands in for the system's keyring in the snippets: nobody's own is to get keys from tests. Its own tests reach a real one.
import type { Keyring } from "withings-kit/node";

/** A keyring that lasts as long as the snippet. */
export function systemKeyring(): Keyring {
  const secrets = new Map<string, string>();
  return {
    read: ({ service, account }) => Promise.resolve(secrets.get(`${service}/${account}`)),
    write: ({ service, account, secret }) => {
      secrets.set(`${service}/${account}`, secret);
      return Promise.resolve();
    },
    remove: ({ service, account }) => {
      secrets.delete(`${service}/${account}`);
      return Promise.resolve();
    },
  };
}
