export { type ChoosePersonModel, choosePersonPage } from "./choose-person.js";
export { type AskedScope, type ConsentModel, consentPage } from "./consent.js";
export type { Page } from "./document.js";
export { type FrontLogin, type FrontModel, frontPage } from "./front.js";
export { type LoginModel, loginPage } from "./login.js";
export { type MessageModel, messagePage } from "./message.js";
