import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { WithingsConfigurationError } from "../../errors.js";
import type { Machine } from "../browser-command.js";

/**
 * Where the platform keeps the data of a user's programs.
 *
 * @throws {@link WithingsConfigurationError} when this user has no home.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function defaultDirectory({ environment, platform }: Machine): string {
  const folder = dataFolder({ environment, platform });
  if (folder !== undefined) return join(folder, "withings-kit");
  throw new WithingsConfigurationError(
    "configuration_invalid",
    "The option directory is missing, and the user that this program runs as has no home to keep connections in. Pass a folder as fileStore({ directory }).",
    { option: "directory" },
  );
}

function dataFolder({ environment, platform }: Machine): string | undefined {
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_DATA_HOME"];
  // What is not absolute must be ignored, as the specification says.
  if (platform !== "darwin" && named !== undefined && isAbsolute(named)) return named;
  const home = homeFolder({ environment, platform });
  if (home === undefined) return undefined;
  switch (platform) {
    case "win32":
      return join(home, "AppData", "Local");
    case "darwin":
      return join(home, "Library", "Application Support");
    default:
      return join(home, ".local", "share");
  }
}

function homeFolder({ environment, platform }: Machine): string | undefined {
  const named = environment[platform === "win32" ? "USERPROFILE" : "HOME"];
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    // The system knows no such user, as in some containers.
    return undefined;
  }
}
