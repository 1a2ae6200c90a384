/** Whose address is going to be loaded, and whether that is all right. @module */

import ipaddr from "ipaddr.js";
import type { TrafficPlan } from "../../traffic/generator/generate.ts";
import { planText } from "./text.ts";

/** Whom to ask. */
export interface ConsentOptions {
  /** All addresses of the target's host. */
  readonly addresses: readonly string[];
  /** Whether the command line has said yes. */
  readonly isGiven: boolean;
  /** Says what will be sent. */
  readonly tell: (text: string) => void;
  /** Asks a person; `null`: there is nobody. */
  readonly ask: ((question: string) => boolean) | null;
}

/**
 * Whether traffic may be sent. What stays in this machine and its own networks
 * may; for a public address somebody has to say so.
 *
 * @param plan What traffic.
 * @param options Where to, and whom to ask.
 * @throws {SyntaxError} When somebody has to be asked and nobody is there.
 */
export function hasConsent(
  plan: TrafficPlan,
  options: ConsentOptions,
): boolean {
  const { addresses, isGiven, tell, ask } = options;
  const address = addresses.find(isPublic);
  if (address === undefined) return true;
  tell(
    `${
      planText(plan, address)
    }.\nThat is a public address: load only a server that is yours, or whose owner agrees.\n`,
  );
  if (isGiven) return true;
  if (ask !== null) return ask("Send it?");
  throw new SyntaxError(
    "Cannot ask whether to send this, as there is no terminal: add --yes to send it unasked",
  );
}

/** Whether an address may be somebody else's. */
export function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === "unicast";
}
