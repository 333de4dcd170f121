export { choosePersonPage } from "./choose-person.js";
export { consentPage } from "./consent.js";
export type { Page } from "./document.js";
export { frontPage } from "./front.js";
export { loginPage } from "./login.js";
export { messagePage } from "./message.js";
