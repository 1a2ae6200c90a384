import type { ClientKey } from "./sessions.ts";
import type { ThreadOptions } from "./thread.ts";

/** To a thread. */
export type ToWorker =
  | {
    readonly kind: "start";
    readonly options: ThreadOptions;
    readonly memory: SharedArrayBuffer;
  }
  /** All threads have their sockets: answer. */
  | { readonly kind: "open" }
  /** Other secrets. */
  | { readonly kind: "keys"; readonly keys: readonly ClientKey[] };

/** From a thread. */
export type FromWorker =
  | { readonly kind: "bound"; readonly cipher: string }
  /** It answers from now on. */
  | { readonly kind: "opened" }
  | { readonly kind: "refused"; readonly code: string; readonly text: string }
  | { readonly kind: "stopped" };
