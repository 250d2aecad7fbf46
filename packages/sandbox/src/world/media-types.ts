const byEnding: Readonly<Record<string, string>> = {
  avif: "image/avif",
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  flac: "audio/flac",
  gif: "image/gif",
  htm: "text/html; charset=utf-8",
  html: "text/html; charset=utf-8",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  m4a: "audio/mp4",
  md: "text/markdown; charset=utf-8",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  ts: "text/typescript; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  wav: "audio/x-wav",
  webm: "video/webm",
  webp: "image/webp",
  xml: "application/xml; charset=utf-8",
  zip: "application/zip",
};

/** The media type of a file by the ending of its name. */
export function mediaType(filename: string): string | undefined {
  const ending = filename.toLowerCase().split(".").at(-1) ?? "";
  return Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
}
