/** The live path of one run: everything that is open while it measures. @module */

import {
  type Libc,
  LibcError,
  type Poller,
  type ServiceManager,
} from "@bufferbane/ffi";
import type { Config, Settings } from "../config/mod.ts";
import {
  FAR_AWAY,
  type Links,
  readText,
  systemLinks,
  systemResolvers,
} from "../links/mod.ts";
import { type Clock, unixMs } from "../model/mod.ts";
import type { Echoes } from "../monitor/echoes.ts";
import { LinkSeconds } from "../monitor/link_seconds.ts";
import { expectedRates, PassiveWatch } from "../monitor/passive_watch.ts";
import { PortalWatch } from "../monitor/portal_watch.ts";
import { wantedInterfaces } from "../monitor/ports.ts";
import { Prober } from "../monitor/prober.ts";
import { startRounds } from "../monitor/rounds.ts";
import { serversOf } from "../monitor/servers.ts";
import { Translation } from "../monitor/translation.ts";
import { WallSteps } from "../monitor/wall_steps.ts";
import { WifiWatch } from "../monitor/wifi_watch.ts";
import { monitor, type Sink } from "../pipeline.ts";
import { TargetResolver } from "../probes/resolve.ts";
import type { Schedule } from "../probes/schedule.ts";
import type { Recorder } from "../store/mod.ts";
import { startChores } from "./chores.ts";
import { openComparing } from "./comparing.ts";
import type { LiveConsole } from "./console/console.ts";
import { openJudgement, wantedEvents } from "./judging.ts";
import { keepTelling } from "./keep_telling.ts";
import { lookUp } from "./look_up.ts";
import { hostsOf } from "./measured_hosts.ts";
import { MonitorLoadTests } from "./monitor_load_tests.ts";
import { openControl } from "./open_control.ts";
import { openPaths } from "./open_paths.ts";
import { prioritise } from "./prioritise.ts";
import { publishing } from "./publishing.ts";
import { VERSION } from "./version.ts";

const NS_PER_MS = 1_000_000n;
/** A change of routes comes as a dozen messages: one look after the last. */
const SETTLE_NS = 100_000_000n;
/** How host names are kept up to date; see TargetResolver. */
const NAME_TIMES = {
  refreshNs: 300_000_000_000n,
  retryNs: 5_000_000_000n,
  timeoutNs: 10_000_000_000n,
};

/** Everything a run holds open. */
export interface Machine {
  readonly libc: Libc;
  readonly poller: Poller;
  readonly schedule: Schedule;
  readonly clock: Clock;
}

/**
 * Measures until aborted.
 *
 * @param machine What it works with.
 * @param run What to measure, and who takes the results.
 */
export async function measure(machine: Machine, run: {
  readonly config: Config;
  readonly view: LiveConsole;
  readonly recorder: Recorder;
  readonly service: ServiceManager;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { libc, poller, schedule, clock } = machine;
  const { view, recorder, service, signal } = run;
  const { settings } = run.config;
  const links = systemLinks(libc, readText);
  const isFollowing = wantedInterfaces(settings).length === 0;
  const passive = new PassiveWatch(expectedRates(settings));
  await using testing = new MonitorLoadTests({
    settings,
    clock,
    recorder,
    onResult: (result): void => judgement.test(result),
    note: (text) => view.note(text),
  });
  await using control = await openControl(settings.general.databasePath, {
    status: () => ({
      version: VERSION,
      pid: Deno.pid,
      database: settings.general.databasePath,
      store: recorder.status,
    }),
    ...testing.handlers,
  }, view);
  const viewers = publishing(control);
  using judgement = await openJudgement(settings, {
    clock,
    recorder: {
      event(event): void {
        recorder.event(event);
        viewers.event(event);
      },
      keep: (name, value): void => recorder.keep(name, value),
      kept: (name) => recorder.kept(name),
    },
    note: (text, severity) => view.note(text, severity),
    isOwnLoad: (name, atMs) => testing.isOwnLoad(name, atMs),
  });
  const echoes = await loadEchoes(settings);
  const comparing = await openComparing(
    settings,
    (name, atMs) => testing.isOwnLoad(name, atMs),
  );
  const probe = async (sink: Sink, signal: AbortSignal) => {
    using paths = await openPaths(settings, {
      ...machine,
      store: (trace) => recorder.pathTrace(trace),
      event: sink.event,
      randomTag: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
      isOwnLoad: (name, atMs) => testing.isOwnLoad(name, atMs),
    });
    using names = new TargetResolver({ lookup: lookUp, schedule, clock }, {
      names: hostsOf(settings),
      family: settings.general.family,
      hasFamily: (family) => hasRoute(links, family),
      ...NAME_TIMES,
      onChange: (): void => prober.replan(),
      onProblem: (name, problem) =>
        view.note(
          `Cannot measure ${name} as its address is unknown (${problem}); asking again`,
        ),
    });
    using translation = new Translation({ lookup: lookUp, schedule, clock }, {
      times: NAME_TIMES,
      onSettled: () => prober.replan(),
      note: (text) => view.note(text),
    });
    using portals = new PortalWatch({ lookup: lookUp, onEvent: sink.event });
    using reader = links.openReader();
    const wifi = new WifiWatch({
      load: async () =>
        (await import("../links/wifi.ts")).systemWifi(libc, readText),
      clock,
      event: sink.event,
    });
    using traffic = settings.traffic.enabled
      ? (await import("./open_traffic.ts")).openTraffic(settings.traffic.mode, {
        links,
        reader,
        clock,
        report(second) {
          recorder.trafficSecond(second);
          judgement.traffic(second);
        },
        note: (text) => view.note(text),
      })
      : null;
    const seconds = new LinkSeconds({
      reader,
      clock,
      wifi: (link) => wifi.read(link),
      report: (second) => sink.linkSecond(testing.add(second)),
    });
    using prober: Prober = new Prober({
      ...machine,
      links,
      reader,
      names,
      portals,
      translation,
      systemResolvers: () => systemResolvers(readText).asked,
      fillRandom: (bytes) => void crypto.getRandomValues(bytes),
      report: sink.sample,
      event: sink.event,
      echoes,
      paths,
      note: (text) => view.note(text),
      onPorts(ports) {
        seconds.follow(ports);
        testing.follow(ports);
        traffic?.follow(ports);
        if (isFollowing) judgement.follow(ports.map((one) => one.interface));
      },
    }, settings);
    using _watch = links.watch({
      poller,
      defer: (job) => schedule.at(clock.mono() + SETTLE_NS, job),
    }, () => prober.replan());
    const steps = new WallSteps(clock);
    using rounds = startRounds(schedule, clock, {
      periodNs: BigInt(settings.general.testIntervalMs) * NS_PER_MS,
      phase: Math.random(),
      onRound(tick) {
        const step = steps.check();
        if (step !== null) {
          judgement.pause();
          sink.event(step);
        }
        sink.tick(tick);
        seconds.tick(tick);
        prober.send(tick.at);
      },
      onSuspend(sleptNs) {
        prober.abandon();
        judgement.pause();
        view.note(
          `This machine slept for ${sleptNs / 1_000_000_000n} s: not measured`,
        );
      },
    });
    using _chores = startChores(schedule, {
      roundsPhaseNs: rounds.phaseNs,
      roundsEveryMs: settings.general.testIntervalMs,
      refreshMs: settings.output.refreshIntervalMs,
    }, {
      count() {
        seconds.take();
        traffic?.take();
        testing.tick();
      },
      judge: () => judgement.step(),
      draw: () => view.draw(),
      showLines() {
        view.showLines(
          testing.statuses(passive, (name) => judgement.sharesOf(name)),
        );
        view.showVerdicts(
          comparing?.step(unixMs(clock.wall())) ?? [],
        );
      },
      summarize: () => view.summarize(),
      settle: () => libc.releaseMemory(readText("/proc/self/smaps") ?? ""),
      prefer: () => prioritise(libc),
    });
    using _service = keepTelling(service, machine);
    await schedule.run(signal);
  };
  await monitor(
    probe,
    [
      ...[recorder, view, viewers, judgement, passive],
      ...(comparing === undefined ? [] : [comparing]),
    ],
    { signal, isWanted: wantedEvents(settings) },
  );
}

/** While the kernel will not say, either IP version may be had. */
function hasRoute(links: Links, family: 4 | 6): boolean {
  try {
    // A VPN by rules has no default route in the table.
    return links.routeTo(FAR_AWAY[family]).kind === "route" ||
      links.defaultRoutes().some((route) => route.family === family);
  } catch (error) {
    if (error instanceof LibcError) return true;
    throw error;
  }
}

/** What measures the own servers; loaded only where there are any. */
async function loadEchoes(settings: Settings): Promise<Echoes | undefined> {
  const servers = serversOf(settings);
  if (servers.length === 0) return undefined;
  const { Echoes } = await import("../monitor/echoes.ts");
  return new Echoes(servers, {
    timeoutMs: settings.general.timeoutMs,
    holdsTcp: settings.tests.tcp.enabled,
  });
}
