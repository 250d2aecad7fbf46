import type { Membership } from "./tables/member-table.ts";
import type { PartialUser } from "./tables/user-table.ts";

/*
 * Every message brings its author along, who is nearly always known already. Comparing field by field under their names
 * takes a third of the time that a loop over any names takes, as V8 can then remember where each field is.
 */

/** Does `known` already say everything that `sent` says? */
export function sameUser(known: PartialUser, sent: PartialUser): boolean {
  for (const name in sent) {
    switch (name) {
      case "id":
        break;
      case "username":
        if (known.username !== sent.username) return false;
        break;
      case "global_name":
        if (known.global_name !== sent.global_name) return false;
        break;
      case "avatar":
        if (known.avatar !== sent.avatar) return false;
        break;
      case "discriminator":
        if (known.discriminator !== sent.discriminator) return false;
        break;
      case "public_flags":
        if (known.public_flags !== sent.public_flags) return false;
        break;
      case "bot":
        if (known.bot !== sent.bot) return false;
        break;
      case "avatar_decoration_data":
        if (!sameJson(known.avatar_decoration_data, sent.avatar_decoration_data)) return false;
        break;
      case "primary_guild":
        if (!sameJson(known.primary_guild, sent.primary_guild)) return false;
        break;
      default:
        if (!sameJson(Reflect.get(known, name), Reflect.get(sent, name))) return false;
    }
  }
  return true;
}

/** Does `known` already say everything that `sent` says, but for the user? */
export function sameMembership(known: Membership, sent: Partial<Membership>): boolean {
  for (const name in sent) {
    switch (name) {
      case "user":
        break;
      case "roles":
        if (!sameJson(known.roles, sent.roles)) return false;
        break;
      case "nick":
        if (known.nick !== sent.nick) return false;
        break;
      case "joined_at":
        if (known.joined_at !== sent.joined_at) return false;
        break;
      case "premium_since":
        if (known.premium_since !== sent.premium_since) return false;
        break;
      case "communication_disabled_until":
        if (known.communication_disabled_until !== sent.communication_disabled_until) return false;
        break;
      case "deaf":
        if (known.deaf !== sent.deaf) return false;
        break;
      case "mute":
        if (known.mute !== sent.mute) return false;
        break;
      case "pending":
        if (known.pending !== sent.pending) return false;
        break;
      case "flags":
        if (known.flags !== sent.flags) return false;
        break;
      case "avatar":
        if (known.avatar !== sent.avatar) return false;
        break;
      case "banner":
        if (known.banner !== sent.banner) return false;
        break;
      default:
        if (!sameJson(Reflect.get(known, name), Reflect.get(sent, name))) return false;
    }
  }
  return true;
}

/** Are two values of JSON the same? */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!sameJson(a[index], b[index])) return false;
    return true;
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(b);
  return (
    Object.keys(a).length === names.length &&
    names.every((name) => Object.hasOwn(a, name) && sameJson(Reflect.get(a, name), Reflect.get(b, name)))
  );
}
