/** Remembers: the SQLite database, written by one, read by many. @module */
export * from "./errors.ts";
export {
  openRecorder,
  type Recorder,
  type RecorderOptions,
  type RecorderState,
  type RecorderStatus,
} from "./recorder.ts";
export { openReader, type ReaderFilter, type StoreReader } from "./reader.ts";
export type { RetentionRule } from "./retention.ts";
export type { StoredRun } from "./read_log.ts";
export type { NewestTests, TestsWish } from "./read_tests.ts";
export type { RunIdentity } from "./rows.ts";
