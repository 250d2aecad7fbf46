import { channel } from "node:diagnostics_channel";
import type { AudioTrack, TrackEnd } from "./audio-track.ts";

/** Published on `zignal:voice:track` when a track begins to be heard, and when it ends. */
export type TrackDiagnostics =
  | { readonly event: "start"; readonly track: AudioTrack }
  | { readonly event: "end"; readonly track: AudioTrack; readonly end: TrackEnd };

const tracks = channel("zignal:voice:track");

export function publishTrack(message: TrackDiagnostics): void {
  if (tracks.hasSubscribers) tracks.publish(message);
}
