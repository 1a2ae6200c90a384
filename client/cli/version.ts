import manifest from "../deno.json" with { type: "json" };

/** This program's version. */
export const VERSION: string = manifest.version;
