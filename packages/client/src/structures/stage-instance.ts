import type { APIStageInstance, RESTPatchAPIStageInstanceJSONBody } from "@zignal/types";
import type { ActionOptions } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** A live stage: what goes on in a stage channel. */
export class StageInstance extends Structure<APIStageInstance> {
  get id(): string {
    return this.raw.id;
  }

  get guildId(): string {
    return this.raw.guild_id;
  }

  get channelId(): string {
    return this.raw.channel_id;
  }

  get topic(): string {
    return this.raw.topic;
  }

  /** The scheduled event that it belongs to, if there is one. */
  get scheduledEventId(): string | undefined {
    return this.raw.guild_scheduled_event_id ?? undefined;
  }

  async edit(changes: RESTPatchAPIStageInstanceJSONBody, options: ActionOptions = {}): Promise<StageInstance> {
    return this.host.make.stageInstance(
      await this.host.rest.stageInstances.updateStageInstance(this.channelId, changes, options),
    );
  }

  /** Ends it. */
  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.stageInstances.deleteStageInstance(this.channelId, options);
  }
}
