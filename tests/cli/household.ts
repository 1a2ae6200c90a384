import {
  type Lab,
  type LabOptions,
  openLab,
  startDnsmasq,
  startTcp,
} from "../lab/mod.ts";
import { type Surroundings, temporaryFolder } from "./program.ts";

/** The targets of a configuration without a word. */
export const PUBLIC = ["1.1.1.1", "8.8.8.8", "9.9.9.9"] as const;

/** A home with a line on which all default targets answer. */
export interface Household extends AsyncDisposable {
  /** The network. */
  readonly lab: Lab;
  /** Where to run the program. */
  readonly here: Surroundings;
  /** The database for `--db`. */
  readonly db: string;
}

/**
 * Builds a home behind three routers: the user's, the provider's, and one of
 * the core. Pings, DNS and TCP of all default targets are answered.
 *
 * @param options What is different from that.
 */
export async function openHousehold(
  options: LabOptions = {},
): Promise<Household> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = stack.use(await temporaryFolder());
    const lab = stack.use(
      await openLab({
        routers: 3,
        serverAddresses: PUBLIC,
        ipv6: false,
        ...options,
      }),
    );
    // An IPv6 address that is only routed to a machine cannot be bound to there.
    const bindable = lab.serverAddresses.filter((a) => !a.includes(":"));
    await startDnsmasq(lab, [lab.server4, ...bindable]);
    await startTcp(lab, { 443: { kind: "hold" } });
    const here = { namespace: lab.client, folder: folder.path };
    const db = `${folder.path}/b.db`;
    return { lab, here, db, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
