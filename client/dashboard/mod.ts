/** The live web page over the database and the running monitor. @module */
export { type Dashboard, openDashboard } from "./app.ts";
export type * from "./context.ts";
export { dashboardAssets } from "./files.ts";
export type { Access } from "./gate.ts";
export { StoredHistory } from "./stored_history.ts";
