/** From samples to figures: pure, streaming, no I/O and no clock. @module */
export * from "./clock_offset.ts";
export * from "./clock_offset_live.ts";
export * from "./direction_columns.ts";
export * from "./directions.ts";
export * from "./jitter.ts";
export * from "./loss.ts";
export type { LossRun } from "./loss_runs.ts";
export * from "./percentile.ts";
export * from "./round_ipdv.ts";
export * from "./segments.ts";
export * from "./statistics.ts";
export * from "./trailing_loss.ts";
export * from "./window.ts";
