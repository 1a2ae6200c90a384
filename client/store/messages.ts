import type { BatchColumns } from "./batch.ts";
import type { StoreFault } from "./errors.ts";
import type { WriterOptions } from "./writer.ts";

/** To the writer's thread. Each is answered by one {@linkcode Answer}. */
export type ToWriter =
  | { readonly kind: "open"; readonly options: WriterOptions }
  | { readonly kind: "write"; readonly batch: BatchColumns }
  | { readonly kind: "close" }
  | { readonly kind: "ask"; readonly key: string };

/** How a {@linkcode ToWriter} ended. */
export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "told"; readonly told: string | null }
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
