import { WithingsClient } from "withings-node-oauth2";

if (typeof WithingsClient !== "function") throw new Error("There is no WithingsClient.");
