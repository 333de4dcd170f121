import type { SandboxServer } from "../listen.js";
import type { Delivery } from "./create-notifications.js";

/** Makes the closing of a sandbox's last server end its deliveries too, until it listens again. */
export function createServing(delivery: Delivery): (server: SandboxServer) => SandboxServer {
  const open = new Set<SandboxServer>();
  return (server) => {
    open.add(server);
    delivery.start();
    return {
      ...server,
      close: async () => {
        open.delete(server);
        await Promise.all([server.close(), ...(open.size === 0 ? [delivery.stop()] : [])]);
      },
    };
  };
}
