import type { Period } from "../model/mod.ts";
import type { BatchColumns } from "./batch.ts";
import type { StoreFault } from "./errors.ts";
import type { WriterOptions } from "./writer.ts";

/** What the monitor, whose own thread has no SQLite, may want to know. */
export type Question =
  | { readonly kind: "kept"; readonly key: string }
  | {
    readonly kind: "testBytes";
    readonly interface: string;
    readonly period: Period;
  };

/** To the writer's thread. Each is answered by one {@linkcode Answer}. */
export type ToWriter =
  | { readonly kind: "open"; readonly options: WriterOptions }
  | { readonly kind: "write"; readonly batch: BatchColumns }
  | { readonly kind: "close" }
  | { readonly kind: "ask"; readonly question: Question };

/** How a {@linkcode ToWriter} ended. */
export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "told"; readonly told: string | number | null }
  | {
    readonly kind: "refused";
    readonly reason: "foreign" | "newer";
    readonly message: string;
  }
  | {
    readonly kind: "failed";
    readonly reason: StoreFault;
    readonly explanation: string;
  };

/** What the thread says before it answers. */
export type Notice =
  | { readonly kind: "checking" }
  | { readonly kind: "repaired"; readonly what: string }
  | { readonly kind: "untidy"; readonly why: string };

/** From the writer's thread. */
export type FromWriter = Answer | Notice;
