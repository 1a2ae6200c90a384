import type { WebhookFormat } from "./webhook.ts";

/** A way to tell somebody. */
export type Channel =
  /** An HTTP POST. */
  | {
    readonly kind: "webhook";
    /** Where to. */
    readonly url: string;
    /** What is understood there. */
    readonly format: WebhookFormat;
  }
  /** A program, which gets JSON on its standard input. */
  | {
    readonly kind: "command";
    /** Its path. */
    readonly program: string;
    /** Its arguments; no shell reads them. */
    readonly args: readonly string[];
  }
  /** An e-mail. */
  | {
    readonly kind: "mail";
    /** `smtp://` or `smtps://`, with name and password where needed. */
    readonly smtpUrl: string;
    /** The sender's address. */
    readonly from: string;
    /** The receivers' addresses. */
    readonly to: readonly string[];
  }
  /** A line in a file. */
  | {
    readonly kind: "log";
    /** The file; made if missing. */
    readonly path: string;
  };

/** How a delivery ended. */
export type Delivery =
  | { readonly kind: "delivered" }
  | {
    readonly kind: "failed";
    /** Why, for the user: a clause that follows "as". */
    readonly reason: string;
    /** Not sooner again than after so long, ms. */
    readonly afterMs: number;
  };

/** A delivery that succeeded. */
export const DELIVERED: Delivery = { kind: "delivered" };

/**
 * A delivery that did not.
 *
 * @param reason Why.
 * @param afterMs Not sooner again than after so long, ms.
 */
export function failed(reason: string, afterMs = 0): Delivery {
  return { kind: "failed", reason, afterMs };
}
