import { registerHooks } from "node:module";

/** @discordjs/voice 0.19.2 throws on its first packet with sodium-native 5, and takes another library where that one is missing. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "sodium-native") throw new Error("not installed");
    return next(specifier, context);
  },
});
