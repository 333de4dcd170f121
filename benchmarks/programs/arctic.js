import { Withings } from "arctic";

if (typeof Withings !== "function") throw new Error("There is no Withings.");
