import { ValidationError } from "@zignal/errors";
import type { Faults } from "../faults.ts";

/** What the page's buttons do. */
const buttons: Readonly<Record<string, (faults: Faults) => void | Promise<void>>> = {
  cutGateway: (faults) => void faults.cutGateway(),
  closeGateway: (faults) => void faults.cutGateway({ code: 4000 }),
  reconnect: (faults) => void faults.reconnect(),
  invalidateResumable: (faults) => void faults.invalidateSession({ resumable: true }),
  invalidate: (faults) => void faults.invalidateSession(),
  mute: (faults) => void faults.muteGateway(),
  dropHeartbeatAcks: (faults) => faults.dropHeartbeatAcks(),
  delayGateway: (faults) => faults.delayGateway(1000),
  rateLimitNext: (faults) => faults.rateLimitNext({ retryAfterMs: 2000 }),
  failNext: (faults) => faults.failNext(502),
  resetNext: (faults) => faults.resetNext(),
  stallNext: (faults) => faults.stallNext(),
  cutVoice: (faults) => void faults.voice.cut(),
  moveVoice: async (faults) => faults.voice.moveServer(),
  degradeVoice: (faults) => faults.voice.degradeNetwork({ loss: 0.05, reorder: 0.05, duplicate: 0.05, jitterMs: 20 }),
  downgradeVoice: (faults) => faults.voice.downgrade(),
  upgradeVoice: (faults) => faults.voice.upgrade(),
  clear: (faults) => faults.clear(),
};

/** @throws {ValidationError} for a fault that no button names. */
export async function causeFault(faults: Faults, name: string): Promise<void> {
  const cause = Object.hasOwn(buttons, name) ? buttons[name] : undefined;
  if (cause === undefined)
    throw ValidationError.of("fault", `"${name}" does not exist (known: ${Object.keys(buttons).join(", ")})`);
  await cause(faults);
}
