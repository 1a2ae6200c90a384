/** The dashboard of a database, with all that it needs. @module */

import {
  hostsOf,
  HttpListenError,
  type Libc,
  openLibc,
  serveHttp,
} from "@bufferbane/ffi";
import { effectiveSettings, type Settings } from "../../config/mod.ts";
import {
  type DashboardContext,
  openDashboard,
  type ShownSetting,
  StoredHistory,
} from "../../dashboard/mod.ts";
import { gatewayOf, readText, systemLinks } from "../../links/mod.ts";
import { serversOf } from "../../monitor/servers.ts";
import { openReader, type StoreReader } from "../../store/mod.ts";
import { monitorPaths } from "../ask_monitor.ts";
import { compareInterfaces } from "../compare/interfaces.ts";
import { compareServers } from "../compare/servers.ts";
import type { Output } from "../dispatch.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import { localTimeZone } from "../local_time_zone.ts";
import type { Served } from "../serving_child.ts";
import { VERSION } from "../version.ts";
import { monitorLink } from "./monitor_link.ts";
import { DASHBOARD_WORDS } from "./words.ts";

const TOKEN_BYTES = 32;

/** For how long, and who is told. */
export interface Serving {
  /** Where complaints go. */
  readonly output: Output;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told where it is, once it can be asked for. */
  readonly onListening?: (url: string) => void;
}

/**
 * Serves the dashboard until told to stop.
 *
 * @param served What.
 * @param serving For how long, and who is told.
 * @returns The exit code.
 * @throws {StoreError} When the database cannot be read.
 */
export async function serve(
  served: Served,
  { output, signal, onListening }: Serving,
): Promise<ExitCode> {
  const { settings, databasePath } = served;
  const { token } = settings.dashboard;
  using reader = openReader(databasePath);
  using libc = openLibc();
  const context = await contextOf(served, reader, libc);
  await using dashboard = openDashboard(context, {
    hosts: hostsOf(settings.dashboard),
    token,
    randomToken: () =>
      crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toHex(),
  });
  try {
    await using listening = serveHttp(
      settings.dashboard,
      dashboard.answer,
      DASHBOARD_WORDS,
    );
    onListening?.(listening.url);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve());
    });
    // No new connections; and no streams, which would keep theirs open.
    const closed = listening[Symbol.asyncDispose]();
    await dashboard[Symbol.asyncDispose]();
    await closed;
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof HttpListenError)) throw error;
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

async function contextOf(
  { settings, databasePath }: Served,
  reader: StoreReader,
  libc: Libc,
): Promise<DashboardContext> {
  const links = systemLinks(libc, readText);
  const { general, tests } = settings;
  const history = new StoredHistory(reader, general.testIntervalMs);
  return {
    version: VERSION,
    history,
    monitor: monitorLink(
      await monitorPaths(databasePath),
      tests.bufferbloat.streams,
    ),
    interfaces() {
      const counters = new Map(links.counters().map((one) => [one.index, one]));
      const routes = links.defaultRoutes();
      return links.interfaces().map((link) => ({
        ...link,
        counters: counters.get(link.index) ?? null,
        gateways: ([4, 6] as const).flatMap((family) =>
          gatewayOf(routes, link.name, { family }) ?? []
        ),
      }));
    },
    compare(kind, period) {
      const at = {
        path: databasePath,
        reader,
        period,
        filter: {},
        settings,
        host: history.host,
      };
      return kind === "interfaces"
        ? compareInterfaces(at, Math.random)
        : { comparisons: compareServers(at, Math.random) };
    },
    settings: settingsOf(settings),
    servers: serversOf(settings).map(({ name }) => name),
    nowMs: () => Date.now(),
    timeZone: localTimeZone(Date.now()),
  };
}

function settingsOf(settings: Settings): readonly ShownSetting[] {
  return effectiveSettings(settings).map(({ key, text, value, setting }) => ({
    key,
    text,
    doc: setting.doc,
    isDefault: value === "not set" ||
      JSON.stringify(value) === JSON.stringify(setting.default),
  }));
}
