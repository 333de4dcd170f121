export { callbackPage, type CallbackPageOptions, type CallbackPageWords } from "./callback-page.js";
export { finishPopup, type FinishPopupOptions } from "./finish-popup.js";
export { popup, type PopupOptions } from "./popup.js";
export { finishRedirect, type RedirectOptions, startRedirect } from "./redirect.js";
