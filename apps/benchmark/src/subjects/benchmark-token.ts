/** A token of the right shape, of no bot. */
export const benchmarkToken: string = [
  Buffer.from("1456000000000000003").toString("base64url"),
  "Gbench",
  "x".repeat(38),
].join(".");
