import { join } from "node:path";
import type { Spawned } from "../lab/mod.ts";
import { type LineOptions, type LoadedLine, openLine } from "./line.ts";

/** A line of known rate with a monitor on it. */
export interface MonitoredLine extends AsyncDisposable {
  /** The line, and the server at its end. */
  readonly line: LoadedLine;
  /** The running monitor. */
  readonly monitor: Spawned;
  /** Its database. */
  readonly db: string;
  /** A command line of bufferbane, with this configuration. */
  command(args: readonly string[]): readonly string[];
  /** Runs a command of bufferbane to its end. */
  run(args: readonly string[]): Promise<string>;
  /** What the client's interface has moved so far, bytes of layer 2, both ways. */
  countedBytes(): Promise<number>;
}

const MAIN = new URL("../../client/main.ts", import.meta.url).pathname;

/**
 * Builds a lab with a server, and starts a monitor that measures little else
 * than the line to it.
 *
 * @param options The line, and sections of the monitor's configuration.
 */
export async function openMonitored(
  { toml = "", ...lineOptions }: LineOptions & { readonly toml?: string },
): Promise<MonitoredLine> {
  await using stack = new AsyncDisposableStack();
  const line = stack.use(await openLine(lineOptions));
  const { lab, server } = line;
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const config = join(folder, "client.conf");
  const db = join(folder, "bufferbane.db");
  await Deno.writeTextFile(
    config,
    `[general]
database_path = "${db}"
[targets]
isp_gateway = "none"
public_dns = ["${lab.server4}"]
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
[server]
enabled = true
host = "${lab.server4}"
shared_secret = "${server.secret}"
${toml}`,
    { mode: 0o600 },
  );
  const command = (args: readonly string[]) => [
    ...["env", `XDG_RUNTIME_DIR=${folder}`, Deno.execPath(), "run", "-A", MAIN],
    ...[...args, "--config", config],
  ];
  const monitor = stack.use(
    await lab.spawn(lab.client, command(["monitor"]), {
      ready: /Server server .* answers/,
    }),
  );
  const opened = stack.move();
  return {
    line,
    monitor,
    db,
    command,
    run: (args) => lab.exec(lab.client, command(args)),
    async countedBytes() {
      const text = await lab.exec(lab.client, ["ip", "-s", "-j", "link"]);
      const links: readonly {
        ifname: string;
        stats64: { rx: { bytes: number }; tx: { bytes: number } };
      }[] = JSON.parse(text);
      return links.filter(({ ifname }) => ifname !== "lo")
        .reduce((sum, { stats64: { rx, tx } }) => sum + rx.bytes + tx.bytes, 0);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
