/** The nouns every stage shares. @module */
export * from "./bloat.ts";
export * from "./clock.ts";
export * from "./event.ts";
export * from "./exchange.ts";
export * from "./link_second.ts";
export * from "./measurement.ts";
export * from "./minute_summary.ts";
export * from "./path_trace.ts";
export * from "./samples.ts";
export * from "./series.ts";
export * from "./test_columns.ts";
export * from "./test_result.ts";
export * from "./tick.ts";
export * from "./traffic_second.ts";
