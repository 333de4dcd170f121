/** What to do. Apart, since a page whose windows open never needs it. */
export const popupBlocked: string =
  "The browser opened no window for the login. Call popup() within the click, before anything is awaited; let the person allow pop-up " +
  "windows for this site; or log in without one by startRedirect.";
