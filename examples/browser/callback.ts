// The page at which a login in a popup ends.
import { callbackPage } from "withings-kit/browser";

await callbackPage();
