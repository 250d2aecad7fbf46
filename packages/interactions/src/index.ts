export type { Command, EntryPointCommand, MessageCommand, SlashCommand, UserCommand } from "./commands/command.ts";
export type { CommandSettings } from "./commands/command-settings.ts";
export { defineEntryPointCommand, defineMessageCommand, defineUserCommand } from "./commands/define-other-commands.ts";
export type { MenuCommandDefinition } from "./commands/define-other-commands.ts";
export { defineSlashCommand, defineSubcommand, defineSubcommandGroup } from "./commands/define-slash-command.ts";
export type {
  PlainSlashCommand,
  SlashCommandDefinition,
  SlashCommandGroupDefinition,
  Subcommand,
  SubcommandDefinition,
  SubcommandGroup,
} from "./commands/define-slash-command.ts";
export type { AutoDeferOptions, HandlerSettings } from "./commands/handler-settings.ts";
export { option } from "./commands/option.ts";
export type { Autocomplete, AutocompleteResult, OptionDefinition, OptionMap, OptionValues } from "./commands/option.ts";
export type {
  ResolvedAttachment,
  ResolvedChannel,
  ResolvedMentionable,
  ResolvedRole,
  ResolvedUser,
} from "./commands/resolved.ts";
export type { ParamInputs, ParamsOf } from "./components/custom-id.ts";
export {
  defineButton,
  defineChannelSelect,
  defineMentionableSelect,
  defineRoleSelect,
  defineStringSelect,
  defineUserSelect,
} from "./components/component-kinds.ts";
export type {
  ButtonInteraction,
  ChannelSelectInteraction,
  ComponentDefiner,
  MentionableSelectInteraction,
  RoleSelectInteraction,
  StringSelectInteraction,
  UserSelectInteraction,
} from "./components/component-kinds.ts";
export { defineComponent } from "./components/define-component.ts";
export type {
  ComponentDefinition,
  ComponentHandler,
  ComponentTarget,
  SigningOptions,
} from "./components/component-handler.ts";
export { AutocompleteContext } from "./context/autocomplete-context.ts";
export type { FocusedOption } from "./context/autocomplete-context.ts";
export {
  EntryPointCommandContext,
  MessageCommandContext,
  SlashCommandContext,
  UserCommandContext,
} from "./context/command-contexts.ts";
export { ComponentContext } from "./context/component-context.ts";
export type { PremiumOffer } from "./context/modal-launcher.ts";
export type { PremiumMessageOptions } from "./context/premium-message.ts";
export { PurchaseEligibilityContext } from "./context/purchase-eligibility-context.ts";
export type { Ineligibility } from "./context/purchase-eligibility-context.ts";
export { InteractionContext } from "./context/interaction-context.ts";
export type { DeferOptions, UserInteraction } from "./context/interaction-context.ts";
export { ModalContext } from "./context/modal-context.ts";
export type { InteractionHandlerOptions } from "./handler-options.ts";
export type { Guard } from "./guards/guard.ts";
export { entitlement } from "./guards/entitlement-guard.ts";
export { onlyOwners } from "./guards/owner-guard.ts";
export type { OwnedApplication, OwnerRest } from "./guards/owner-guard.ts";
export { botPermissions, cooldown, onlyChannels, onlyUsers, userPermissions } from "./guards/guards.ts";
export type { CooldownOptions, RefusalOptions } from "./guards/guards.ts";
export { createInteractionServer } from "./http/interaction-server.ts";
export type { InteractionServer, InteractionServerOptions } from "./http/interaction-server.ts";
export { nodeListener } from "./http/node-listener.ts";
export { InteractionError } from "./interaction-error.ts";
export type { InteractionErrorReason } from "./interaction-error.ts";
export { InteractionHandler } from "./interaction-handler.ts";
export type { Middleware, Unregister } from "./interaction-handler.ts";
export type { InteractionTrace } from "./interaction-trace.ts";
export type { InteractionResponseBody, PurchaseEligibility } from "./interaction-response.ts";
export type { CommandRest, GuildCommandBody, InteractionRest } from "./interaction-rest.ts";
export { defineMiddleware } from "./middleware/context-middleware.ts";
export type {
  AdditionsOf,
  ContextMiddleware,
  MiddlewareList,
  Next,
  NothingAdded,
  Ordered,
  WithMiddleware,
} from "./middleware/context-middleware.ts";
export { defineModal } from "./modals/define-modal.ts";
export type { ModalDefinition, ModalHandler } from "./modals/define-modal.ts";
export type { FieldKind, FieldKinds, FieldMap, FieldValues } from "./modals/modal-fields.ts";
export type { AutocompleteHandler, PurchaseEligibilityHandler } from "./registry.ts";
export type { ResponseState } from "./response-state.ts";
export type { SendCallback } from "./responder.ts";
export type { CommandPlan, RemoteCommand } from "./sync/command-plan.ts";
export { isInStep, reportOf as describePlan } from "./sync/plan-report.ts";
export type { SyncOptions, SyncResult } from "./sync/sync-commands.ts";
export { localize } from "./localize.ts";
export type { Texts } from "./localize.ts";
export { collectComponents, waitForComponent, waitForModal } from "./waiting/conversation.ts";
export type { ModalTarget, ModalWaitTarget, WaitTarget } from "./waiting/conversation.ts";
export type { ObservedEvent } from "./waiting/gone.ts";
export type { CollectOptions, WaitOptions } from "./waiting/wait-options.ts";
