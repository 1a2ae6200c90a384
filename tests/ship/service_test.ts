/** The units in docs/operating/systemd, and the programs under them. */

import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { openHousehold } from "../cli/household.ts";
import { until } from "../cli/program.ts";
import { count, isThere } from "../cli/recorded.ts";
import { newSecret } from "../server/running_server.ts";
import { lacksForNamespaces } from "../support/skip.ts";
import { UNITS } from "./unit_file.ts";
import { startUnderUnit } from "./unit_process.ts";

const DIST = Deno.env.get("BUFFERBANE_DIST");
const MAX_EXPOSURE = 2;
const PINGS = "SELECT count(*) FROM measurements WHERE test_type = 'icmp'";

function lacks(...tools: readonly string[]): string | undefined {
  return DIST === undefined
    ? "needs BUFFERBANE_DIST; see `deno task ship`"
    : lacksForNamespaces(tools);
}

function shipped(
  name: string,
  lack: string | undefined,
  fn: (dist: string) => Promise<void>,
): void {
  Deno.test({
    name: lack === undefined ? name : `${name} (skipped: ${lack})`,
    ignore: lack !== undefined,
    fn: () => fn(DIST ?? ""),
  });
}

shipped(
  "units leave a service little that it could do: exposure 2.0 at most",
  lacksForNamespaces(["systemd-analyze"]),
  async () => {
    for (
      const unit of ["bufferbane", "bufferbane-server", "bufferbane-export"]
    ) {
      const { stdout } = await new Deno.Command("systemd-analyze", {
        args: [
          ...["security", "--offline=yes", "--no-pager"],
          join(UNITS, `${unit}.service`),
        ],
      }).output();
      const text = new TextDecoder().decode(stdout);
      const [, level] = /exposure level for \S+: ([\d.]+)/.exec(text) ?? [];
      ok(Number(level) <= MAX_EXPOSURE, `${unit}: ${level}`);
    }
  },
);

shipped(
  "the monitor works under its unit, and tells systemd how it is",
  lacks("systemd-analyze", "dnsmasq"),
  async (dist) => {
    await using home = await openHousehold();
    await using unit = await startUnderUnit("bufferbane", {
      config: "",
      namespace: home.lab.client,
      dist,
    });
    const db = join(unit.state, "bufferbane.db");
    await until(
      () => isThere(db) && count(db, PINGS) >= 20,
      () => unit.process.stdout().join("\n"),
    );
    await until(
      () => unit.heard.filter((state) => state === "WATCHDOG=1").length >= 3,
      () => unit.heard.join(),
    );
    strictEqual(count(db, `${PINGS} AND status <> 'ok'`), 0);
    await unit.process.stop();
    strictEqual(await unit.process.ended, 0);
    strictEqual(unit.heard[0], "READY=1");
    await until(
      () => unit.heard.at(-1) === "STOPPING=1",
      () => unit.heard.join(),
    );
    for (const line of unit.process.stdout()) match(line, /^<[2-6]>\S/);
  },
);

shipped(
  "the server works under its unit, and tells systemd how it is",
  lacks("systemd-analyze"),
  async (dist) => {
    await using home = await openHousehold();
    const status = "/run/bufferbane-server/status.sock";
    await using unit = await startUnderUnit("bufferbane-server", {
      config: `[general]\nstatus_socket = "${status}"\n` +
        `[security]\nshared_secret = "${newSecret()}"\n`,
      namespace: home.lab.server,
      dist,
    });
    await until(
      () => unit.heard.filter((state) => state === "WATCHDOG=1").length >= 3,
      () => unit.heard.join(),
    );
    using connection = await Deno.connect({
      transport: "unix",
      path: unit.path(status),
    });
    const told = await new Response(connection.readable).json();
    strictEqual(told.listening.length, 2);
    await unit.process.stop();
    strictEqual(await unit.process.ended, 0);
    strictEqual(unit.heard[0], "READY=1");
    await until(
      () => unit.heard.at(-1) === "STOPPING=1",
      () => unit.heard.join(),
    );
    for (const line of unit.process.stdout()) match(line, /^<[346]>\S/);
  },
);
