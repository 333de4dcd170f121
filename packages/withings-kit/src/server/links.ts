import { stored } from "../connection/shelf.js";
import type { ConnectionStore } from "../connection/store.js";
import { WithingsStoreError } from "../errors.js";

/**
 * Who of an application's users is whom at Withings: one Withings account for one user, and one user for one account, so that nobody reads
 * somebody else's data because two logins were mixed up.
 */
export interface Links {
  /** The id at Withings of a user; `undefined` where they are not linked. */
  userIDOf(user: string): Promise<string | undefined>;
  /** The user who has a Withings account. */
  userOf(userID: string): Promise<string | undefined>;
  /**
   * Links the two.
   *
   * @returns whether they are linked now: not where the account is somebody else's, nor where the user has another.
   */
  link(user: string, userID: string): Promise<boolean>;
  /** Ends a user's link. @returns the id at Withings that they had. */
  unlink(user: string): Promise<string | undefined>;
}

// How often somebody else may change a link at that moment.
const attempts = 20;

/**
 * Keeps links where connections are kept, by its compare-and-swap: two places for each link, which must agree. Whoever was overtaken between
 * writing one and the other is not linked.
 *
 * @param options - `name`: of the application, where several share a store.
 * @throws {@link WithingsStoreError} from each method when the store failed, or what is stored cannot be read.
 */
export function storeLinks(store: ConnectionStore, { name = "app" }: { readonly name?: string } = {}): Links {
  const prefix = `withings-kit-links/${encodeURIComponent(name)}/`;
  const userKey = (user: string): string => `${prefix}user/${encodeURIComponent(user)}`;
  const accountKey = (userID: string): string => `${prefix}account/${encodeURIComponent(userID)}`;

  const read = async (
    key: string,
  ): Promise<{ readonly generation: number; readonly text: string | undefined }> => {
    const { generation, value, unreadable } = await stored(() => store.read(key), "read");
    // What cannot be read may be somebody's: nobody else gets it.
    if (unreadable) throw unreadable;
    return { generation, text: value };
  };
  const userIDOf = async (user: string): Promise<string | undefined> => {
    const { text: userID } = await read(userKey(user));
    return userID !== undefined && (await read(accountKey(userID))).text === user ? userID : undefined;
  };
  const userOf = async (userID: string): Promise<string | undefined> => {
    const { text: user } = await read(accountKey(userID));
    return user !== undefined && (await read(userKey(user))).text === userID ? user : undefined;
  };
  /** Puts a text where nobody's is whose other half agrees. @returns whether it stands there now. */
  const claim = async (
    key: string,
    value: string,
    holder: () => Promise<string | undefined>,
  ): Promise<boolean> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { generation, text } = await read(key);
      if (text === value) return true;
      if ((await holder()) !== undefined) return false;
      const change = { expected: generation, value };
      if ((await stored(() => store.compareAndSwap(key, change), "linked")) !== undefined) return true;
    }
    throw new WithingsStoreError(
      "store_failed",
      "A link could not be stored: each time that it was tried, the store said that somebody else had changed it. Check the store, then try again.",
    );
  };
  const remove = async (key: string, text: string): Promise<void> => {
    const { generation, text: now } = await read(key);
    // Lost to somebody who changed it: then it is theirs.
    if (now === text) await stored(() => store.delete(key, { expected: generation }), "unlinked");
  };

  return {
    userIDOf,
    userOf,
    link: async (user, userID) => {
      if (!(await claim(accountKey(userID), user, () => userOf(userID)))) return false;
      if (await claim(userKey(user), userID, () => userIDOf(user)))
        // Somebody may have claimed the account before this user was linked to it.
        return (await userIDOf(user)) === userID;
      await remove(accountKey(userID), user);
      return false;
    },
    unlink: async (user) => {
      const userID = await userIDOf(user);
      if (userID === undefined) return undefined;
      await remove(userKey(user), userID);
      await remove(accountKey(userID), user);
      return userID;
    },
  };
}
