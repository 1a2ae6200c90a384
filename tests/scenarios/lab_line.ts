/** A real line in the lab, measured in hurried time. @module */

import { joinMinutes, minutesOf } from "../../client/analysis/minutes.ts";
import { testColumnsOf } from "../../client/analysis/test_columns.ts";
import type { Observed } from "../../client/analysis/scenarios/mod.ts";
import type {
  MinuteColumns,
  Period,
  SampleColumns,
  Series,
  TestResult,
} from "../../client/model/mod.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import type { RoundsRequest, RoundsRow } from "./lab_rounds_main.ts";

export const PUBLIC = ["1.1.1.1", "8.8.8.8", "9.9.9.9"] as const;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** A line on which everything answers, and what was measured on it so far. */
export interface LabLine extends AsyncDisposable {
  /** The network, to be impaired. */
  readonly lab: Lab;
  /**
   * Measures for so many minutes by the label, while something may be done to
   * the line.
   *
   * @param labelMs When these minutes are said to begin.
   * @param options How many, and how long each of their seconds lasts, ms.
   */
  measure(labelMs: number, options: {
    readonly minutes: number;
    readonly secondMs: number;
  }): Promise<void>;
  /** What a diagnosis is made from. */
  observed(tests?: readonly TestResult[]): Observed;
}

/** Builds the line: three routers, three public targets, an own server. */
export async function openLabLine(): Promise<LabLine> {
  await using stack = new AsyncDisposableStack();
  const lab = stack.use(
    await openLab({ routers: 3, serverAddresses: PUBLIC, ipv6: false }),
  );
  stack.use(await startLabServer(lab));
  const device = lab.interfaces[0].name;
  const seriesOf = (role: Series["role"], target: string): Series => ({
    probe: role === "server" ? "echo" : "icmp",
    interface: device,
    connectionType: "wired",
    target,
    role,
    family: 4,
    variant: "",
    server: role === "server" ? "lab" : "",
  });
  const server = seriesOf("server", lab.server4);
  const pinged = [
    seriesOf("gateway", lab.hops[0]?.ipv4 ?? ""),
    seriesOf("isp", lab.hops[1]?.ipv4 ?? ""),
    ...PUBLIC.map((target) => seriesOf("public", target)),
  ];
  const setting = { series: pinged, server, port: ECHO_PORT, secret: SECRET };
  const rounds = await lab.deno(
    lab.client,
    "tests/scenarios/lab_rounds_main.ts",
    { args: [JSON.stringify({ ...setting, device })], ready: /^open$/ },
  );
  stack.use(rounds);
  const measured = new Map<Series, SampleColumns[]>(
    [...pinged, server].map((series) => [series, []]),
  );
  const opened = stack.move();
  return {
    lab,
    async measure(labelMs, { minutes, secondMs }) {
      const request: RoundsRequest = {
        labelMs,
        rounds: minutes * 60,
        intervalMs: secondMs,
      };
      // Written by lab_rounds_main.ts.
      const rows = JSON.parse(
        await rounds.ask(JSON.stringify(request)),
      ) as RoundsRow[];
      for (const [at, [series, chunks]] of [...measured].entries()) {
        const row = rows[at];
        if (row !== undefined) chunks.push(columnsOf(series, row, labelMs));
      }
    },
    observed: (tests = []) => observedOf(measured, tests),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function columnsOf(
  series: Series,
  { status, rttUs, lostOn }: RoundsRow,
  labelMs: number,
): SampleColumns {
  const { length } = status;
  const unknown = () => new Int32Array(length).fill(-1);
  return {
    series,
    length,
    atMs: Float64Array.from(status, (_, round) => labelMs + round * SECOND_MS),
    rttUs: Int32Array.from(rttUs),
    ipdvUs: unknown(),
    status: Uint8Array.from(status),
    ...(series.probe !== "echo" ? {} : {
      echo: {
        upUs: unknown(),
        downUs: unknown(),
        errorUs: unknown(),
        queueUpUs: unknown(),
        queueDownUs: unknown(),
        lostOn: Uint8Array.from(lostOn),
      },
    }),
  };
}

function observedOf(
  measured: ReadonlyMap<Series, readonly SampleColumns[]>,
  tests: readonly TestResult[],
): Observed {
  const minutes = [...measured].map(([series, chunks]) =>
    joinMinutes(series, chunks.map((chunk) => minutesOf(series, [chunk])))
  );
  const edges = minutes.flatMap(({ atMs }: MinuteColumns) => [...atMs]);
  const times = tests.map(({ atMs }) => atMs);
  return {
    period: {
      fromMs: Math.min(...edges, ...times),
      toMs: Math.max(...edges, ...times) + MINUTE_MS,
    },
    minutes,
    links: [],
    tests: testColumnsOf(tests),
    gaps: [],
    pathChanges: [],
    samples(series, period) {
      const chunks = measured.get(series) ?? [];
      const parts = chunks.map((chunk) => within(chunk, period));
      return parts.find(({ length }) => length > 0) ??
        columnsOf(series, { status: [], rttUs: [], lostOn: [] }, 0);
    },
    localOffsetMs: () => 0,
  };
}

/** The samples of a period; each of the lab's stretches is one chunk. */
function within(samples: SampleColumns, period: Period): SampleColumns {
  const { atMs } = samples;
  const from = atMs.findIndex((ms) => ms >= period.fromMs);
  const to = atMs.findLastIndex((ms) => ms < period.toMs) + 1;
  const cut = <Column extends Float64Array | Int32Array | Uint8Array>(
    column: Column,
  ) => column.slice(Math.max(0, from), from < 0 ? 0 : Math.max(from, to));
  const { series } = samples;
  // slice() keeps the kind of column.
  return {
    series,
    length: cut(atMs).length,
    atMs: cut(atMs) as Float64Array,
    rttUs: cut(samples.rttUs) as Int32Array,
    ipdvUs: cut(samples.ipdvUs) as Int32Array,
    status: cut(samples.status) as Uint8Array,
  };
}
