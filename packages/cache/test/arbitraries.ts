import { fc } from "@fast-check/vitest";

/** Entities as Discord shapes them, with every field that may be null, absent or odd being so at times. */

const hash = fc.stringMatching(/^[0-9a-f]{32}$/);
const image = fc.oneof(
  fc.constant(null),
  hash,
  hash.map((text) => `a_${text}`),
);
const snowflake = fc.bigInt({ min: 2n ** 40n, max: 2n ** 64n - 1n }).map(String);
const moment = fc
  .date({ min: new Date("1970-01-02"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().replace("Z", "000+00:00"));
const nullableMoment = fc.option(moment);
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }));

export const userJson: fc.Arbitrary<object> = fc.record(
  {
    id: snowflake,
    username: text,
    discriminator: fc.constantFrom("0", "0001", "1337"),
    global_name: fc.option(text),
    avatar: image,
    banner: image,
    accent_color: fc.option(fc.nat()),
    bot: fc.boolean(),
    system: fc.boolean(),
    public_flags: fc.nat(),
    avatar_decoration_data: fc.option(fc.record({ asset: hash, sku_id: snowflake, expires_at: fc.option(fc.nat()) })),
    primary_guild: fc.option(
      fc.record({ identity_guild_id: fc.option(snowflake), identity_enabled: fc.boolean(), tag: text, badge: hash }),
    ),
    unknown_to_us: fc.jsonValue(),
  },
  { requiredKeys: ["id", "username"] },
);

export const memberJson: fc.Arbitrary<object> = fc.record(
  {
    roles: fc.array(snowflake),
    nick: fc.option(text),
    avatar: image,
    joined_at: nullableMoment,
    premium_since: nullableMoment,
    communication_disabled_until: nullableMoment,
    deaf: fc.boolean(),
    mute: fc.boolean(),
    pending: fc.boolean(),
    flags: fc.nat(),
    unknown_to_us: fc.jsonValue(),
  },
  { requiredKeys: ["roles"] },
);

export const presenceJson: fc.Arbitrary<object> = fc.record(
  {
    status: fc.constantFrom("online", "idle", "dnd", "offline"),
    client_status: fc.dictionary(fc.constantFrom("desktop", "mobile", "web"), fc.constantFrom("online", "idle", "dnd")),
    activities: fc.array(
      fc.record({ name: text, type: fc.nat({ max: 5 }), created_at: fc.nat(), state: fc.option(text) }),
    ),
  },
  { requiredKeys: ["status"] },
);

export const channelJson: fc.Arbitrary<object> = fc.record(
  {
    id: snowflake,
    type: fc.nat({ max: 16 }),
    name: text,
    position: fc.integer(),
    topic: fc.option(text),
    permission_overwrites: fc.array(
      fc.record({ id: snowflake, type: fc.nat({ max: 1 }), allow: fc.nat().map(String), deny: snowflake }),
    ),
    rate_limit_per_user: fc.nat(),
    nsfw: fc.boolean(),
  },
  { requiredKeys: ["id", "type"] },
);
