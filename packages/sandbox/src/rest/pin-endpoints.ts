import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { me, param, queryValue } from "./call.ts";
import { integer, timestamp } from "./fields.ts";
import { noContent, ok } from "./reply.ts";
import { channelOf } from "./channel-endpoints.ts";

const pin: Endpoint = (call) => {
  const channel = channelOf(call, PermissionBit.PinMessages);
  call.world.pins.pin(channel.id, param(call, "message_id"), { kind: "user", id: me(call).user.id });
  return noContent;
};

const unpin: Endpoint = (call) => {
  const channel = channelOf(call, PermissionBit.PinMessages);
  call.world.pins.unpin(channel.id, param(call, "message_id"));
  return noContent;
};

function readablePins(call: Call): ReturnType<Call["world"]["pins"]["list"]> {
  const channel = channelOf(call);
  const granted = call.world.permissions.inChannel(me(call).user.id, channel);
  return (granted & PermissionBit.ReadMessageHistory) === 0n ? [] : call.world.pins.list(channel.id);
}

export const pinEndpoints: Endpoints = {
  create_pin: pin,
  deprecated_create_pin: pin,
  delete_pin: unpin,
  deprecated_delete_pin: unpin,

  list_pins: (call) => {
    const before = queryValue(call, "before", timestamp);
    const limit = queryValue(call, "limit", integer({ min: 1, max: 50 })) ?? 50;
    const pins = readablePins(call).filter(
      ({ pinnedAt = "" }) => before === undefined || Date.parse(pinnedAt) < Date.parse(before),
    );
    return ok({
      items: pins.slice(0, limit).map((message) => ({
        pinned_at: message.pinnedAt,
        message: call.world.messages.payload(message, me(call).user.id),
      })),
      has_more: pins.length > limit,
    });
  },

  deprecated_list_pins: (call) =>
    ok(
      readablePins(call)
        .slice(0, 50)
        .map((message) => call.world.messages.payload(message, me(call).user.id)),
    ),
};
