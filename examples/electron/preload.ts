// What the page may ask of the main process, which has the tokens.
import { contextBridge, ipcRenderer } from "electron";

contextBridge.exposeInMainWorld("withings", {
  logIn: () => ipcRenderer.invoke("log-in"),
  logOut: () => ipcRenderer.invoke("log-out"),
});
