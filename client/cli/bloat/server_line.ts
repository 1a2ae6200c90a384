/** Bufferbloat with the own server: TCP flows, encrypted ECHOs. @module */

import { familyOf } from "@bufferbane/ffi";
import {
  BLOAT_DIRECTION,
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
} from "@bufferbane/protocol";
import type { Series } from "../../model/mod.ts";
import { EchoProbe } from "../../probes/echo.ts";
import { endLoads } from "../../probes/load_questions.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import { runTcpLoad } from "../../probes/tcp_load.ts";
import type { LoadLink } from "../load_link.ts";
import type { BloatLine, DirectionLoad, LoadWanted } from "./line.ts";
import { type BloatPlan, MAX_LOAD_MS } from "./plan.ts";

/** 100 a second: what a server allows whoever has its place for a test. */
const ECHO_INTERVAL_MS = 10;
/** A server gives the place away once it has heard nothing for 3 s. */
const BEAT_NS = 250_000_000n;
/** On the line, headers included; not padded, as a slow line would feel it. */
const ECHO_BYTES = 164 + 28 + 14;
/** A reply under load may take this long, and still be one. */
const TIMEOUT_NS = 4_000_000_000n;

/**
 * The line to the own server.
 *
 * @param link An open session for load tests.
 * @param plan What the test is to do: the server is told before.
 */
export function serverLine(link: LoadLink, plan: BloatPlan): BloatLine {
  const { context: { clock, schedule }, session, testId } = link;
  const { up, down, both } = BLOAT_DIRECTION;
  const start = {
    kind: "bufferbloatStart",
    testId,
    directions: up | down | both,
    transport: BULK_MODE.tcp,
    streams: plan.flows,
    idleMs: plan.restMs,
    loadMs: MAX_LOAD_MS,
    recoverMs: plan.restMs,
    echoIntervalMs: ECHO_INTERVAL_MS,
  } as const;
  let beat: Disposable | undefined;
  return {
    directions: ["down", "up"],
    foreignProbe: "echo",
    probeIntervalMs: ECHO_INTERVAL_MS,
    probeBytes: ECHO_BYTES,
    openProbe: (context) => openEcho(context, link),
    async begin() {
      await session.opened();
      await session.ask(start, (stats) => stats.testId === testId);
      beat = schedule.every({
        periodNs: BEAT_NS,
        phaseNs: clock.mono() + BEAT_NS,
      }, () => session.tell(start));
    },
    load: (wanted) => load(link, plan, wanted),
    settle: () => endLoads(session, testId, BULK_REASON.done),
    async end(isDone) {
      beat?.[Symbol.dispose]();
      const end = {
        kind: "bufferbloatEnd",
        testId,
        reason: isDone ? BULK_REASON.done : BULK_REASON.cancelled,
      } as const;
      // Lost, it costs nothing: the server does not hear of the test any more.
      if (!isDone) return session.tell(end);
      await session.ask(
        end,
        (stats) => stats.testId === testId && stats.state >= BULK_STATE.final,
      );
    },
  };
}

async function load(
  link: LoadLink,
  { flows: streams }: BloatPlan,
  wanted: LoadWanted,
): Promise<DirectionLoad> {
  const { context, session, reach } = link;
  const { counts, flows, reason, grantBps, serverCpuPct } = await runTcpLoad(
    context,
    session,
    { ...link, ...reach, ...wanted, streams },
  );
  return {
    counts,
    flows,
    isCutShort: reason === BULK_REASON.limit,
    grantBps,
    farCpuPct: serverCpuPct,
  };
}

function openEcho(
  context: ProbeContext,
  { reach, server }: LoadLink,
): EchoProbe {
  const series: Series = {
    probe: "echo",
    interface: reach.device,
    connectionType: "unknown",
    target: server.host,
    role: "server",
    family: familyOf(reach.address) ?? 4,
    variant: "",
    server: server.name,
  };
  return new EchoProbe(context, {
    ...reach,
    series,
    timeoutNs: TIMEOUT_NS,
    lateNs: TIMEOUT_NS,
    maxPaddingBytes: 0,
    onNews: () => {},
  });
}
