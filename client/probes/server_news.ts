import type { PathMtuFinding } from "./path_mtu.ts";
import type { Restart } from "./server_listener.ts";

/** Whose clock it is. */
export type ClockOwner = "own" | "server";

/** What a person ought to know of a server. */
export type ServerNews =
  /** It answers, for the first time or again. */
  | { readonly kind: "answers"; readonly seenAddress: Uint8Array | undefined }
  /** It has restarted; what was lost meanwhile is not the line's fault. */
  | { readonly kind: "restarted" } & Restart
  /** It answers no KNOCK: never yet, or no longer. */
  | { readonly kind: "silent" | "fell_silent"; readonly knocks: number }
  /** Its host says that nobody listens. */
  | { readonly kind: "refused"; readonly detail: string }
  /** Somebody on the way says that it cannot be reached. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** This machine's wall clock, or the server's, was set meanwhile. */
  | { readonly kind: "clock_set"; readonly whose: ClockOwner }
  /** It sees this line at another address. */
  | { readonly kind: "moved"; readonly seenAddress: Uint8Array }
  /** Somebody on the way drops the packets of newer protocol versions. */
  | { readonly kind: "downgraded" }
  /** Whether the path carries the longest datagrams. */
  | { readonly kind: "path_mtu" } & PathMtuFinding;
