"use client";
import { type ReactNode, useEffect, useState } from "react";

/** Ends the link. */
export function Disconnect(): ReactNode {
  // Until the page's script runs, a click would do nothing.
  const [usable, setUsable] = useState(false);
  useEffect(() => {
    setUsable(true);
  }, []);
  const disconnect = async (): Promise<void> => {
    setUsable(false);
    const headers = { "content-type": "application/json" };
    const { ok } = await fetch("/withings/disconnect", { method: "POST", headers, body: "{}" });
    location.replace(ok ? "/?withings=disconnected" : "/?withings=failed");
  };
  return (
    <button className="quiet" disabled={!usable} onClick={() => void disconnect()}>
      Disconnect
    </button>
  );
}

/** A page that is loaded again tells no old news. */
export function CleanAddress(): ReactNode {
  useEffect(() => {
    if (location.search !== "") history.replaceState(null, "", "/");
  }, []);
  return null;
}
