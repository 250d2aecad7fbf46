export { AudioClock } from "./audio/audio-clock.ts";
export type { AudioClockOptions, AudioClockTask } from "./audio/audio-clock.ts";
export { AudioSourceError } from "./audio/audio-error.ts";
export type { AudioInput } from "./audio/audio-input.ts";
export { AudioPlayer } from "./audio/audio-player.ts";
export { AudioTrack } from "./audio/audio-track.ts";
export type { TrackEnd, TrackOptions, TrackState } from "./audio/audio-track.ts";
export type { TrackDiagnostics } from "./audio/diagnostics.ts";
export type { FfmpegOptions } from "./audio/ffmpeg.ts";
export { SpeakingFlags } from "./audio/frame-output.ts";
export type { FrameOutput } from "./audio/frame-output.ts";
export { loadOpusCodec } from "./audio/load-codec.ts";
export type { OpusCodecName } from "./audio/load-codec.ts";
export { OggOpusDemuxer } from "./audio/ogg-opus.ts";
export { OggOpusWriter } from "./audio/ogg-opus-writer.ts";
export type { OggOpusWriterOptions } from "./audio/ogg-opus-writer.ts";
export type { SourceOptions } from "./audio/open-source.ts";
export type { OpusCodec, OpusDecoder, OpusEncoder, OpusEncoderOptions } from "./audio/opus-codec.ts";
export type { AudioPlayerEvents, AudioPlayerStats, PlayerState } from "./audio/player-events.ts";
export type { AudioPlayerOptions, LoopMode, OverlayOptions } from "./audio/player-options.ts";
export type { PcmFormat, SampleFormat } from "./audio/wav.ts";
export { voiceCloseCodes } from "./connection/close-codes.ts";
export type { VoiceCloseAction, VoiceCloseCode } from "./connection/close-codes.ts";
export type { VoiceBackoff } from "./connection/backoff.ts";
export type { CreateDaveSession, DaveSession } from "./connection/dave/dave-session.ts";
export type { DaveStats } from "./connection/dave/dave-statistics.ts";
export type { VoiceDiagnostics } from "./connection/diagnostics.ts";
export type { LinkCounts } from "./connection/link-counts.ts";
export type { VoiceManagerOptions, VoiceTimeouts } from "./connection/manager-options.ts";
export type { ReceptionReport } from "./connection/rtcp.ts";
export type { EncryptionMode } from "./connection/transport-cipher.ts";
export type { OpenUdpSocket, UdpListener, UdpSocket } from "./connection/udp-socket.ts";
export type { VoiceGateway, VoiceStatePayload } from "./connection/voice-gateway.ts";
export type { VoicePacket } from "./connection/voice-packet.ts";
export type { OpenVoiceSocket, VoiceSocket, VoiceSocketListener } from "./connection/voice-socket.ts";
export type { VoiceStatus } from "./connection/voice-state.ts";
export { AudioReceiver } from "./receive/audio-receiver.ts";
export type {
  AudioReceiverEvents,
  AudioReceiverOptions,
  AudioReceiverStats,
  SubscribeOptions,
} from "./receive/audio-receiver.ts";
export { AudioRecorder } from "./receive/audio-recorder.ts";
export type { RecordingSummary, RecordOptions } from "./receive/audio-recorder.ts";
export type { AudioStream } from "./receive/audio-stream.ts";
export type { OpusFrame } from "./receive/heard-frame.ts";
export type { RecordingTarget } from "./receive/recording-target.ts";
export { VoiceConnection } from "./voice-connection.ts";
export type { VoiceConnectionEvents } from "./voice-connection.ts";
export { VoiceManager } from "./voice-manager.ts";
export type { JoinVoiceChannelOptions } from "./voice-manager.ts";
export type { VoiceStats } from "./voice-stats.ts";
export { voiceWorker } from "./worker/voice-worker-thread.ts";
export type { VoiceWorkerScope } from "./worker/voice-worker-thread.ts";
export { VoiceWorker } from "./worker/voice-worker.ts";
export type { VoiceWorkerEvents, VoiceWorkerOptions } from "./worker/voice-worker.ts";
