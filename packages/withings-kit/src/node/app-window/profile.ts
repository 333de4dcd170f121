import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** A browser profile that lives as long as one window. */
export interface Profile {
  readonly folder: string;
  /** Removes it, with patience for what still writes into it. */
  readonly remove: () => Promise<void>;
  /** Removes it before the next line runs: for a process that ends. */
  readonly removeNow: () => void;
}

// Everything by which a browser would turn to the person with something other than the login, or load pages that nobody asked for.
const preferences = {
  autofill: { credit_card_enabled: false, profile_enabled: false },
  credentials_enable_service: false,
  // What a page has downloaded would stay when the window is gone.
  download_restrictions: 3,
  net: { network_prediction_options: 2 },
  profile: { password_manager_enabled: false },
  signin: { allowed: false },
  translate: { enabled: false },
};

/** Makes a profile folder that only this user can look into. */
export function createProfile(parent: string): Profile {
  const folder = mkdtempSync(join(parent, `withings-window-${process.pid}-${machine()}-`));
  const profile: Profile = {
    folder,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
    removeNow: () => {
      // A browser that was killed a moment ago can still be writing.
      for (let round = 0; round < 20 && existsSync(folder); round += 1)
        rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    },
  };
  try {
    mkdirSync(join(folder, "Default"), { mode: 0o700 });
    writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences), { mode: 0o600 });
  } catch (error) {
    profile.removeNow();
    throw error;
  }
  return profile;
}

/** Removes the profiles that were left behind by processes of this user that were killed. */
export async function sweepProfiles(parent: string): Promise<void> {
  const names = await readdir(parent);
  // What cannot be removed, for instance because another process is just removing it, is left for the next time.
  await Promise.allSettled(
    names.map(async (name) => {
      const [, pid, place] = /^withings-window-(\d+)-([0-9a-f]+)-/.exec(name) ?? [];
      if (pid === undefined || place !== machine() || isAlive(Number(pid))) return;
      const folder = join(parent, name);
      const found = await lstat(folder);
      // Everybody can put something of this name into a folder for temporary files.
      if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid))
        await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
    }),
  );
}

/** Where process IDs mean the same: containers can share a folder for temporary files, but not their processes. */
function machine(): string {
  return createHash("sha256").update(`${hostname()} ${processNamespace()}`).digest("hex").slice(0, 6);
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has them.
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
