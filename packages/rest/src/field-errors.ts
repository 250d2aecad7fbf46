import type { FieldError } from "@zignal/errors";

/**
 * Flattens the nested `errors` object of Discord's answers: `{ embeds: { "0": { title: { _errors: […] } } } }` becomes
 * `embeds[0].title`. Tolerates any shape; a proxy may have put something else there.
 *
 * @see {@link https://docs.discord.com/developers/reference#error-messages | Discord Docs/Error Messages}
 */
export function flattenFieldErrors(errors: unknown, path = ""): FieldError[] {
  if (typeof errors === "string") return [{ path, code: "", message: errors }];
  if (Array.isArray(errors)) return errors.flatMap((item) => ownErrors(item, path));
  if (typeof errors !== "object" || errors === null) return [];
  return Object.entries(errors).flatMap(([name, value]) =>
    name === "_errors" && Array.isArray(value)
      ? value.flatMap((item) => ownErrors(item, path))
      : flattenFieldErrors(value, join(path, name)),
  );
}

function ownErrors(item: unknown, path: string): FieldError[] {
  if (typeof item === "string") return [{ path, code: "", message: item }];
  if (typeof item !== "object" || item === null) return [];
  const code = "code" in item && typeof item.code === "string" ? item.code : "";
  const message = "message" in item && typeof item.message === "string" ? item.message : "";
  return [{ path, code, message }];
}

function join(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
