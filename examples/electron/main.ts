// The main process of an Electron app for people who bring their own client id and secret, in WITHINGS_CLIENT_ID and
// WITHINGS_CLIENT_SECRET. An app for everybody holds no secret: it uses a backend, as the apps beside this do.
import { join } from "node:path";
import { app, BrowserWindow, ipcMain, session } from "electron";
import { createWithings } from "withings-kit";
import { electronWindow } from "withings-kit/electron";
import { fileStore } from "withings-kit/node";

const { WITHINGS_CLIENT_ID: clientID = "", WITHINGS_CLIENT_SECRET: clientSecret = "" } = process.env;
const withings = createWithings({
  clientID,
  clientSecret,
  redirectUri: "example://withings/auth", // exactly as registered at Withings; nothing is registered with the system
  store: fileStore({ directory: join(app.getPath("userData"), "withings") }),
});
let userID: string | undefined;

ipcMain.handle("log-in", async () => {
  const webView = electronWindow({ BrowserWindow, session });
  const connection = await withings.connect({ scope: "user.metrics", webView });
  userID = connection?.userID;
  const groups = await connection?.measures.list({ types: ["weight"] }).toArray({ limit: 5 });
  return groups?.map(({ localDay, weight }) => ({ day: localDay, kg: `${weight?.kg.toFixed(1) ?? "?"} kg` }));
});
ipcMain.handle("log-out", async () => {
  if (userID !== undefined) await withings.disconnect(userID);
});

await app.whenReady();
const window = new BrowserWindow({
  width: 480,
  height: 640,
  webPreferences: { preload: join(import.meta.dirname, "preload.ts") },
});
await window.loadFile(join(import.meta.dirname, "index.html"));
