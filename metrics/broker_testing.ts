/** A real MQTT broker on loopback: Debian's mosquitto. @module */

import { join } from "node:path";
import { run, writeCertificate } from "./certificate_testing.ts";

const PROGRAM = "/usr/sbin/mosquitto";
const LOGIN = { name: "nas", password: "p@ss" } as const;
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 20;

/** Why tests of it are skipped; empty: they are not. */
export const skipReason = isThere(PROGRAM)
  ? ""
  : " (skipped: needs Debian's mosquitto and mosquitto-clients)";

/** A broker that runs. */
export interface RunningBroker extends AsyncDisposable {
  /** Where, with name and password where it wants them. */
  readonly url: string;
  /** Its TCP port. */
  readonly port: number;
  /** The certificate (PEM) to trust; empty: none. */
  readonly ca: string;
}

/** How it runs. */
export interface BrokerOptions {
  /** Over TLS, and only with a password. */
  readonly isSecure?: boolean;
  /** Its TCP port; a free one unless said. */
  readonly port?: number;
}

/**
 * Starts a broker.
 *
 * @param options How.
 */
export async function openBroker(
  { isSecure = false, port = freePort() }: BrokerOptions = {},
): Promise<RunningBroker> {
  const folder = await Deno.makeTempDir({ prefix: "bufferbane-broker-" });
  // The broker gives up root for a user of its own.
  await Deno.chmod(folder, 0o755);
  const config = [`listener ${port} 127.0.0.1`, "persistence false"];
  if (isSecure) config.push(...await secured(folder));
  else config.push("allow_anonymous true");
  const path = join(folder, "mosquitto.conf");
  await Deno.writeTextFile(path, `${config.join("\n")}\n`);
  const child = new Deno.Command(PROGRAM, {
    args: ["-c", path],
    stdout: "null",
    stderr: "null",
  }).spawn();
  await listening(port);
  const { name, password } = LOGIN;
  return {
    url: isSecure
      ? `mqtts://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}`
      : `mqtt://127.0.0.1:${port}`,
    port,
    ca: isSecure ? await Deno.readTextFile(join(folder, "cert.pem")) : "",
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/**
 * What a broker has retained.
 *
 * @param broker An open one.
 * @param count How many topics.
 * @returns Texts by topic.
 */
export async function seenBy(
  { port }: RunningBroker,
  count: number,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await new Deno.Command("mosquitto_sub", {
    args: [
      ...["-h", "127.0.0.1", "-p", String(port), "-t", "#", "-F", "%t %p"],
      ...["-C", String(count), "-W", "10"],
    ],
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return Object.fromEntries(lines.map((line) => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space + 1)];
  }));
}

async function secured(folder: string): Promise<readonly string[]> {
  const file = (name: string) => join(folder, name);
  await writeCertificate(folder);
  const { name, password } = LOGIN;
  await run("mosquitto_passwd", ["-b", "-c", file("users"), name, password]);
  for (const name of ["key.pem", "users"]) await Deno.chmod(file(name), 0o644);
  return [
    "allow_anonymous false",
    `password_file ${file("users")}`,
    `certfile ${file("cert.pem")}`,
    `keyfile ${file("key.pem")}`,
  ];
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function listening(port: number): Promise<void> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      const isEarly = error instanceof Deno.errors.ConnectionRefused;
      if (!isEarly || performance.now() > giveUpMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
