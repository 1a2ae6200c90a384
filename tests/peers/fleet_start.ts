/** Starts a fleet, and Prometheus beside it. @module */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Lab } from "../lab/mod.ts";
import {
  type Client,
  labelsOf,
  startFleetClient,
  startFleetServer,
} from "./fleet_lab.ts";
import {
  type Prometheus,
  type Scraped,
  startPrometheus,
} from "./prometheus.ts";

/** By what the rules' times are divided, so that a run takes minutes. */
export const HURRY = 10;
const SCRAPE_S = 5;
/** Starting costs most: the next one waits until the last one answers. */
const START_LIMIT_S = 60;

/**
 * Waits for something to be as wanted.
 *
 * @param limitS Not longer, s.
 * @param lack What is missing yet; empty: nothing.
 * @returns How long it took, s.
 */
export async function until(
  limitS: number,
  lack: () => Promise<string>,
): Promise<number> {
  const startedMs = Date.now();
  for (;;) {
    const missing = await lack();
    const elapsedS = (Date.now() - startedMs) / 1_000;
    if (missing === "") return elapsedS;
    if (elapsedS > limitS) {
      throw new Error(`Cannot go on: after ${limitS} s ${missing}`);
    }
    await setTimeout(1_000);
  }
}

/** How large the fleet is. */
export interface Size {
  /** What Prometheus scrapes. */
  readonly clients: number;
  /** Monitors behind that. */
  readonly real: number;
}

/**
 * Starts the server, the monitors one after the other, and the Prometheus that
 * scrapes them.
 *
 * @param lab Where.
 * @param folder For all that they write.
 * @param size How many.
 */
export async function startFleet(
  lab: Lab,
  folder: string,
  size: Size,
): Promise<{ clients: readonly Client[]; prometheus: Prometheus }> {
  const secrets = new Map(
    Array.from({ length: size.real }, (_, i) => [
      `c${i}`,
      crypto.getRandomValues(new Uint8Array(32)).toHex(),
    ]),
  );
  const server = await startFleetServer(lab, folder, secrets);
  const clients: Client[] = [];
  for (const [number, [name, secret]] of [...secrets].entries()) {
    const own = join(folder, name);
    await Deno.mkdir(own);
    const client = await startFleetClient(lab, own, { number, secret });
    await until(
      START_LIMIT_S,
      async () => await tells(lab, client) ? "" : `${name} tells no metrics`,
    );
    clients.push(client);
  }
  const scraped = [
    server.scraped,
    ...clients.map((client) => client.scraped),
    ...furtherNames(clients, size.clients),
  ];
  const pace = { intervalS: SCRAPE_S, hurry: HURRY };
  const prometheus = await startPrometheus({ lab, folder }, scraped, pace);
  return { clients, prometheus };
}

/** The same monitors again, but the first, whose line will lose. */
function furtherNames(
  clients: readonly Client[],
  count: number,
): readonly Scraped[] {
  const others = clients.slice(1);
  return Array.from({ length: count - clients.length }, (_, i) => {
    const other = others[i % others.length];
    if (other === undefined) throw new TypeError("Cannot: too few clients");
    return { ...other.scraped, labels: labelsOf(clients.length + i) };
  });
}

/**
 * What a client tells.
 *
 * @throws {Error} When it tells nothing: not yet, or no longer.
 */
export async function metricsOf(
  lab: Lab,
  { scraped }: Client,
): Promise<string> {
  const url = `http://${scraped.target}/metrics`;
  const text = await lab.exec(lab.client, ["curl", "-sf", url]);
  if (text === "") throw new Error(`Cannot read metrics: ${url} is empty`);
  return text;
}

async function tells(lab: Lab, client: Client): Promise<boolean> {
  try {
    await metricsOf(lab, client);
    return true;
  } catch {
    return false; // it is still starting
  }
}
