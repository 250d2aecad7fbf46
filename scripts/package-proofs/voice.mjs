import * as voice from "@zignal/voice";

if (typeof voice !== "object") throw new Error("@zignal/voice can not be imported");
