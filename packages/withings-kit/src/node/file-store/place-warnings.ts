import { realpath, statfs } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { systemError } from "./failures.js";

/** Something about the store's folder for which {@link fileStore} cannot keep its word. */
export interface FileStoreWarning {
  /**
   * - `"network_file_system"`: the folder is, or may be, shared with other machines.
   * - `"synchronized_folder"`: a program copies the folder to other machines.
   * - `"volatile_file_system"`: the folder is in memory and gone when the machine is started again.
   * - `"unsafe_file_system"`: the folder is on a FAT file system, which a loss of power can damage as a whole.
   */
  readonly code:
    "network_file_system" | "synchronized_folder" | "unsafe_file_system" | "volatile_file_system";
  /** The store's folder. */
  readonly path: string;
  /** What this means, and what to do. */
  readonly message: string;
}

interface Kind {
  readonly code: FileStoreWarning["code"];
  readonly name: string;
}

const network = (name: string): Kind => ({ code: "network_file_system", name });
const volatile: Kind = { code: "volatile_file_system", name: "in memory" };
const fat: Kind = { code: "unsafe_file_system", name: "FAT" };

/** What Linux answers of a file system. @see https://man7.org/linux/man-pages/man2/statfs.2.html */
const kindsOnLinux: ReadonlyMap<number, Kind> = new Map([
  [0x6969, network("NFS")],
  [0xff534d42, network("CIFS")],
  [0xfe534d42, network("SMB")],
  [0x517b, network("SMB")],
  [0x65735546, network("FUSE, such as sshfs")],
  [0x01021997, network("9P")],
  [0x00c36400, network("Ceph")],
  [0x0bd00bd0, network("Lustre")],
  [0x47504653, network("GPFS")],
  [0x19830326, network("BeeGFS")],
  [0x01161970, network("GFS2")],
  [0x7461636f, network("OCFS2")],
  [0x5346414f, network("AFS")],
  [0x6b414653, network("AFS")],
  [0x73757245, network("Coda")],
  [0x786f4256, network("VirtualBox' shared folders")],
  [0xbacbacbc, network("VMware's shared folders")],
  [0x01021994, volatile],
  [0x858458f6, volatile],
  [0x4d44, fat],
  [0x2011bab0, fat],
]);

// macOS numbers its file systems as they are loaded; of those that matter only NFS always has the same.
const kindsOnMac: ReadonlyMap<number, Kind> = new Map([[2, network("NFS")]]);

// The folders that the usual programs for it make, whole parts of a path.
const synchronized: readonly { readonly name: string; readonly parts: RegExp }[] = [
  { name: "Dropbox", parts: /[\\/]Dropbox(?: \([^\\/]*\))?(?=[\\/]|$)/i },
  { name: "iCloud", parts: /[\\/](?:Library[\\/]Mobile Documents|iCloud ?Drive)(?=[\\/]|$)/i },
  { name: "OneDrive", parts: /[\\/]OneDrive(?: - [^\\/]*)?(?=[\\/]|$)/i },
  { name: "Google Drive", parts: /[\\/](?:Google ?Drive|GoogleDrive-[^\\/]*)(?=[\\/]|$)/i },
  { name: "Nextcloud", parts: /[\\/]Nextcloud(?=[\\/]|$)/i },
  { name: "ownCloud", parts: /[\\/]ownCloud(?=[\\/]|$)/i },
  { name: "MEGA", parts: /[\\/]MEGA(?:sync)?(?=[\\/]|$)/ },
  { name: "pCloud", parts: /[\\/]pCloud ?Drive(?=[\\/]|$)/i },
  { name: "Box", parts: /[\\/]Box Sync(?=[\\/]|$)/i },
  { name: "a cloud storage program", parts: /[\\/]Library[\\/]CloudStorage(?=[\\/]|$)/i },
];

/** Finds what is to be warned of about a folder, which need not be there yet. */
export async function placeWarnings(path: string): Promise<readonly FileStoreWarning[]> {
  const { above, real } = await locate(path);
  const kinds: (Kind | undefined)[] = [await fileSystem(above)];
  // A drive letter that stands for a folder on another machine leads to such a path too.
  if (real.startsWith("\\\\")) kinds.push(network("a Windows share"));
  const program = synchronized.find(({ parts }) => parts.test(real));
  if (program) kinds.push({ code: "synchronized_folder", name: program.name });
  return kinds
    .filter((found) => found !== undefined)
    .map((found) => ({ code: found.code, path, message: message(found, path) }));
}

/** The nearest folder above a path that is there, and where the path really is or will be. */
async function locate(path: string): Promise<{ readonly above: string; readonly real: string }> {
  for (let above = path; ; above = dirname(above)) {
    try {
      return { above, real: join(await realpath(above), relative(above, path)) };
    } catch (error) {
      // What cannot be looked at is told by the call that wants to use it.
      if (systemError(error) === undefined) throw error;
      if (above === dirname(above)) return { above, real: path };
    }
  }
}

async function fileSystem(path: string): Promise<Kind | undefined> {
  try {
    const { type } = await statfs(path);
    // Linux' numbers have 32 bits, which some machines give with a sign.
    if (process.platform === "linux") return kindsOnLinux.get(type >>> 0);
    return process.platform === "darwin" ? kindsOnMac.get(type) : undefined;
  } catch (error) {
    if (systemError(error) === undefined) throw error;
    // A system that cannot tell: no reason not to use the folder.
    return undefined;
  }
}

function message({ code, name }: Kind, path: string): string {
  const kept = `Connections are kept in ${path}`;
  switch (code) {
    case "network_file_system":
      return `${kept}, which is on a network file system (${name}). There another machine can see old files, so two of them could each spend a refresh token, and the person would have to log in again. Pass a folder on a local disk as fileStore({ directory }), or share connections through withings-kit/postgres.`;
    case "synchronized_folder":
      return `${kept}, which ${name} copies to other machines. Each copy would spend refresh tokens of its own, and the person would have to log in again. Pass a folder that is not copied as fileStore({ directory }).`;
    case "volatile_file_system":
      return `${kept}, which is ${name}: when the machine is started again they are gone, and everybody must log in again. Pass a folder on a disk as fileStore({ directory }).`;
    case "unsafe_file_system":
      return `${kept}, which is on a ${name} file system: a loss of power can damage it as a whole, and it does not keep other users out by itself. Pass a folder on another disk as fileStore({ directory }).`;
  }
}
