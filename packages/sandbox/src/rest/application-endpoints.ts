import type { Application } from "../world/applications.ts";
import { ApiError } from "../world/api-error.ts";
import type { Call, Endpoints } from "./call.ts";
import { form, me } from "./call.ts";
import { array, imageData, nullable, string, url } from "./fields.ts";
import { object, optional } from "./object-field.ts";
import type { Reply } from "./reply.ts";
import { ok } from "./reply.ts";

const change = object({
  description: optional(string({ max: 400 })),
  icon: optional(nullable(imageData)),
  tags: optional(array(string({ min: 1, max: 20 }), { max: 5 })),
  custom_install_url: optional(nullable(url())),
  interactions_endpoint_url: optional(nullable(url())),
  role_connections_verification_url: optional(nullable(url())),
});

function payload(call: Call, application: Application): object {
  const guildCount = call.world.guilds.forUser(application.botId).length;
  return call.world.applications.payload(application, guildCount);
}

function update(call: Call): Reply {
  const { application } = ownApplication(call);
  const body = form(call, change);
  if (body.description !== undefined) application.description = body.description;
  if (body.icon !== undefined) application.icon = body.icon === null ? null : call.world.context.randomHash();
  if (body.tags !== undefined) application.tags = body.tags;
  if (body.custom_install_url !== undefined) application.customInstallUrl = body.custom_install_url ?? undefined;
  if (body.interactions_endpoint_url !== undefined)
    application.interactionsEndpointUrl = body.interactions_endpoint_url;
  if (body.role_connections_verification_url !== undefined) {
    application.roleConnectionsVerificationUrl = body.role_connections_verification_url;
  }
  return ok(payload(call, application));
}

/** The caller's application; where the path names one, it must be that. @throws {ApiError} 20012 */
export function ownApplication(call: Call): { application: Application } {
  const { application } = me(call);
  const named = call.params["application_id"];
  if (named !== undefined && named !== application.id) {
    throw new ApiError(403, 20012, "You are not authorized to perform this action on this application");
  }
  return { application };
}

export const applicationEndpoints: Endpoints = {
  get_my_application: (call) => ok(payload(call, me(call).application)),
  update_my_application: update,
  get_application: (call) => ok(payload(call, ownApplication(call).application)),
  update_application: update,
  get_my_oauth2_application: (call) => ok(payload(call, me(call).application)),
};
