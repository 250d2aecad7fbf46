import { readFile, readdir, realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What a file takes on most disks is a multiple of this. */
const blockBytes = 4096;

/** What is read of a package.json. */
interface Manifest {
  name: string;
  files?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** Sum of what is installed. */
export interface InstalledSize {
  /** Each file rounded up to whole blocks of 4 KiB. */
  bytes: number;
  /** Bytes of the packages that were asked for, without their dependencies. */
  ownBytes: number;
  /** Number of packages, those that were asked for included. */
  packages: number;
}

/**
 * Adds up the files of packages and of everything they depend on, each package (at each version) once.
 * @param entries - File URLs of modules of the packages.
 * @param leftOut - Names of optional dependencies that are not counted, as if they had been left out.
 * @throws {Error} if a required dependency is not installed.
 */
export async function installedSize(
  entries: readonly string[],
  leftOut: readonly string[] = [],
): Promise<InstalledSize> {
  const sizes = new Map<string, number>();
  const visit = async (folder: string): Promise<void> => {
    if (sizes.has(folder)) return;
    sizes.set(folder, 0);
    const manifest = await readManifest(folder);
    sizes.set(folder, await publishedBytes(folder, manifest));
    for (const { name, required } of dependenciesOf(manifest)) {
      if (!required && leftOut.includes(name)) continue;
      const dependency = await findPackage(name, folder);
      if (dependency !== undefined) await visit(dependency);
      else if (required) throw new Error(`${name} is not installed for ${folder}`);
    }
  };
  let ownBytes = 0;
  for (const entry of entries) {
    const folder = await packageFolder(dirname(fileURLToPath(entry)));
    await visit(folder);
    ownBytes += sizes.get(folder) ?? 0;
  }
  return { bytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0), ownBytes, packages: sizes.size };
}

async function readManifest(folder: string): Promise<Partial<Manifest>> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Partial<Manifest>;
}

/** The folder of the package that a folder belongs to. */
async function packageFolder(folder: string): Promise<string> {
  const manifest = await readManifest(folder).catch(() => undefined);
  // Some packages mark their builds with a package.json that has no name.
  return manifest?.name === undefined ? await packageFolder(dirname(folder)) : await realpath(folder);
}

function dependenciesOf(manifest: Partial<Manifest>): { name: string; required: boolean }[] {
  const optional = Object.keys(manifest.optionalDependencies ?? {});
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
  );
  return [
    ...Object.keys(manifest.dependencies ?? {})
      .filter((name) => !optional.includes(name))
      .map((name) => ({ name, required: true })),
    ...[...optional, ...peers].map((name) => ({ name, required: false })),
  ];
}

/** The real folder of a package as one that stands in `parent` sees it. */
async function findPackage(name: string, parent: string): Promise<string | undefined> {
  for (const folder of createRequire(join(parent, "package.json")).resolve.paths(name) ?? []) {
    try {
      return dirname(await realpath(join(folder, name, "package.json")));
    } catch {
      // Not in this one: the next folder up may have it.
    }
  }
  return undefined;
}

async function publishedBytes(folder: string, manifest: Partial<Manifest>): Promise<number> {
  // From the registry, a folder holds what was published and no more. A package of this repository holds its sources too.
  if (folder.includes(`${sep}node_modules${sep}`) || manifest.files === undefined) return await bytesBelow(folder);
  const always = (await readdir(folder)).filter((name) => /^(package\.json|readme.*|licen[cs]e.*)$/i.test(name));
  let bytes = 0;
  for (const name of new Set([...always, ...manifest.files])) bytes += await bytesBelow(join(folder, name));
  return bytes;
}

async function bytesBelow(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return Math.ceil(found.size / blockBytes) * blockBytes;
  let bytes = blockBytes;
  for (const name of await readdir(path)) if (name !== "node_modules") bytes += await bytesBelow(join(path, name));
  return bytes;
}
