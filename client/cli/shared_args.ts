/** Options that several commands take, for citty. @module */

/** Which configuration. */
export const CONFIG_ARG = {
  config: { type: "string", valueHint: "FILE", description: "Configuration" },
} as const;

/** Which database. */
export const DB_ARG = {
  db: { type: "string", valueHint: "FILE", description: "Database" },
} as const;

/** Whether a machine reads the result. */
export const JSON_ARG = {
  json: { type: "boolean", default: false, description: "As JSON" },
} as const;
