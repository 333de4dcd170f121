import { WithingsConnector } from "withings-kit";

if (typeof WithingsConnector.authorize !== "function") throw new Error("There is no authorize.");
