/** A file to upload. */
export interface FileInput {
  /** File name with its ending, such as `data.txt`. A name that starts with `SPOILER_` is hidden until it is clicked. */
  name: string;
  /**
   * The content. A stream or other async iterable is sent as it is read and never held in memory whole; it can be read
   * once, so that a request with one is not repeated after it has begun to be sent.
   */
  data: string | Uint8Array | Blob | AsyncIterable<Uint8Array>;
  /** MIME type. @defaultValue what Discord makes of the name */
  contentType?: string;
  /** Alternative text, at most 1024 characters. */
  description?: string;
}
