import { ZignalError } from "@zignal/errors";

/**
 * Loads a package that a client needs only for some things.
 * @throws {ZignalError} naming what to install, where it is not installed.
 */
export async function loadOptional<Module>(
  name: string,
  purpose: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    const message = `${purpose} needs the package ${name}, which is not installed: npm install ${name}`;
    throw new ZignalError("SystemError", message, { cause: error });
  }
}

/** Is it the package itself that is not there, and not something that it needs? */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_MODULE_NOT_FOUND") return false;
  return error.message.includes(`'${name}'`);
}
