/** Real clients and a real server, many on one machine. @module */

import { join } from "node:path";
import type { Lab, Spawned } from "../lab/mod.ts";
import { pingsOnly } from "./pings_only.ts";
import type { Scraped } from "./prometheus.ts";

const SERVER_PORT = 9876;
const SERVER_METRICS_PORT = 9877;
const FIRST_METRICS_PORT = 20_000;
/** Providers and sites that clients are spread over. */
const ISPS = ["fibre", "cable", "dsl", "lte", "wisp"] as const;
const SITES = 10;

/** A client of the fleet. */
export interface Client {
  /** What it is called. */
  readonly name: string;
  /** All addresses that it asks; nobody else does. */
  readonly addresses: readonly string[];
  /** Its monitor. */
  readonly process: Spawned;
  /** How it is scraped. */
  readonly scraped: Scraped;
}

/** The server. */
export interface FleetServer {
  /** Its process. */
  readonly process: Spawned;
  /** How it is scraped. */
  readonly scraped: Scraped;
}

function nameOf(number: number): string {
  return `c${number}`;
}

/** By what a client is told from others, and grouped. */
export function labelsOf(number: number): Scraped["labels"] {
  return {
    instance: nameOf(number),
    isp: ISPS[number % ISPS.length] ?? "",
    site: `site-${number % SITES}`,
  };
}

function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

/**
 * Starts the server, with a secret for each client, and metrics for who has
 * the token.
 *
 * @param lab Where; it answers at all of its addresses.
 * @param folder A folder of its own.
 * @param secrets Of the clients, by their names.
 */
export async function startFleetServer(
  lab: Lab,
  folder: string,
  secrets: ReadonlyMap<string, string>,
): Promise<FleetServer> {
  const path = join(folder, "server.conf");
  const token = newSecret();
  const clients = [...secrets].map(([name, secret]) =>
    `[[clients]]\nname = "${name}"\nsecret = "${secret}"\n`
  );
  const toml = `[general]
bind_port = ${SERVER_PORT}
status_socket = "${folder}/status.sock"
[metrics]
enabled = true
bind = "${lab.server4}"
port = ${SERVER_METRICS_PORT}
token = "${token}"
${clients.join("")}`;
  await Deno.writeTextFile(path, toml, { mode: 0o600 });
  const process = await lab.deno(lab.server, "server/main.ts", {
    args: ["--config", path],
    ready: /listening on/,
  });
  const scraped = {
    job: "bufferbane_server",
    target: `${lab.server4}:${SERVER_METRICS_PORT}`,
    labels: { instance: "server" },
    token,
  };
  return { process, scraped };
}

/**
 * Starts a monitor that asks two public targets and the server, at addresses
 * that no other one asks: so its line can be broken alone.
 *
 * @param lab Where.
 * @param folder A folder of its own.
 * @param which Its number, from 0 to 249, and its secret.
 */
export async function startFleetClient(
  lab: Lab,
  folder: string,
  { number, secret }: { readonly number: number; readonly secret: string },
): Promise<Client> {
  const addresses = [0, 1, 2].map((net) => `10.77.${net}.${number + 1}`);
  const [server = "", ...targets] = addresses;
  const port = FIRST_METRICS_PORT + number;
  const config = join(folder, "client.conf");
  const toml = `[general]
interfaces = ["${lab.interfaces[0].name}"]
database_path = "${join(folder, "b.db")}"
[server]
enabled = true
host = "${server}"
port = ${SERVER_PORT}
shared_secret = "${secret}"
[metrics]
enabled = true
port = ${port}
[tests.throughput]
enabled = false
[tests.bufferbloat]
enabled = false
${
    pingsOnly([], "[tests.path]\nenabled = false\n")
      .replace("public_dns = []", `public_dns = ${JSON.stringify(targets)}`)
  }`;
  await Deno.writeTextFile(config, toml, { mode: 0o600 });
  const process = await lab.deno(lab.client, "client/main.ts", {
    args: ["monitor", "--quiet", "--config", config],
  });
  const name = nameOf(number);
  const labels = labelsOf(number);
  const target = `127.0.0.1:${port}`;
  return {
    name,
    addresses,
    process,
    scraped: { job: "bufferbane", target, labels, token: "" },
  };
}
