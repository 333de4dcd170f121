import type { StoredCredentials } from "withings-kit";

/** Who asks, where nothing is ever sent. */
export const madeUpClient = {
  clientID: "3f9d2c71a58e4b06937d1f",
  clientSecret: "b1946ac92492d2347c6235b4d261118",
  fetch: (): Promise<Response> => Promise.reject(new Error("Nothing should have been sent.")),
};

/** Credentials of the length of real ones, fresh for three hours. */
export function madeUpCredentials(userID: string): StoredCredentials {
  return {
    version: 1,
    userID,
    withingsAccessToken: "a0".repeat(20),
    withingsRefreshToken: "b1".repeat(20),
    expires: 10_800,
    scope: "user.info,user.metrics,user.activity",
    tokenType: "Bearer",
    obtainedAt: new Date().toISOString(),
  };
}
