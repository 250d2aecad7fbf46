/** For the folders below, which reach no further than this one. */
export { isRecord } from "../gateway/payload-decoding.ts";
