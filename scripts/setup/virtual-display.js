import { aptInstall, canUseApt, findProgram, say, SetupError } from "./command.js";

/** Sees to it that the tests can open windows where there is no screen: on Linux, with Xvfb. */
export async function ensureVirtualDisplay() {
  if (process.platform !== "linux" || hasDisplay() || findProgram(["Xvfb"]) !== undefined) return;
  if (canUseApt) {
    say("installing the package xvfb with apt-get, because the tests open windows and there is no display");
    await aptInstall("xvfb");
    if (findProgram(["Xvfb"]) !== undefined) return;
  }
  throw new SetupError(
    "The tests open windows, and there is neither a display nor Xvfb, which stands in for one." +
      " Install it (on Debian and Ubuntu: sudo apt-get install xvfb), or set DISPLAY. Then run npm test again.",
  );
}

function hasDisplay() {
  return (process.env["DISPLAY"] ?? "") !== "";
}
