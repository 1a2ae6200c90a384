/** What `generate` says to people. @module */

import type { TrafficPlan } from "../../traffic/generator/generate.ts";
import type { TrafficCount } from "../../traffic/generator/tally.ts";
import { bitRate, byteCount } from "../amounts.ts";

const BAR_CHARS = 24;

/**
 * What is going to be sent, as a sentence without its full stop.
 *
 * @param plan What traffic.
 * @param address One of the host's, where it helps to know.
 */
export function planText(plan: TrafficPlan, address?: string): string {
  const { url, bandwidthBps, connections, requestBytes } = plan;
  const host = address === undefined || url.hostname.includes(address)
    ? url.href
    : `${url.href} (${address})`;
  const rate = bandwidthBps === null
    ? "as fast as it goes"
    : `at ${bitRate(bandwidthBps)}`;
  return `Sending ${limitText(plan)} to ${host} ${rate}, in requests of ${
    byteCount(requestBytes)
  } on ${plural(connections, "connection")}`;
}

/**
 * A second, as a line of a log.
 *
 * @param second What it has carried.
 * @param atMs Since the start.
 */
export function secondLine(second: TrafficCount, atMs: number): string {
  const { rateBps, requests } = second;
  return [
    `${(atMs / 1_000).toFixed(0).padStart(5)} s`,
    bitRate(rateBps).padStart(14),
    plural(requests, "request").padStart(15),
    `  ${latencyText(second)}`,
    errorText(second),
  ].join("").trimEnd();
}

/**
 * How far it is, for the terminal's last line.
 *
 * @param plan What is wanted.
 * @param second The newest second.
 * @param total All until now.
 */
export function progressLine(
  plan: TrafficPlan,
  second: TrafficCount,
  total: TrafficCount,
): string {
  const { durationMs, totalBytes } = plan;
  const share = Math.min(
    1,
    Math.max(
      durationMs === null ? 0 : total.lastedMs / durationMs,
      totalBytes === null ? 0 : total.bytes / totalBytes,
    ),
  );
  const done = Math.round(share * BAR_CHARS);
  const isEndless = durationMs === null && totalBytes === null;
  const bar = isEndless
    ? "until Ctrl-C"
    : `[${"#".repeat(done)}${"-".repeat(BAR_CHARS - done)}] ${
      (share * 100).toFixed(0).padStart(3)
    } %`;
  const seconds = (total.lastedMs / 1_000).toFixed(0);
  const { latencyMs } = second;
  const answers = latencyMs === null
    ? "no answer"
    : `answers ${shortMs(latencyMs.p50)} ms`;
  return `${bar}  ${seconds} s  ${bitRate(second.rateBps)}  ${answers}${
    errorText(total)
  }`;
}

/**
 * All of it, with what to change if it was not what was wanted.
 *
 * @param plan What was wanted.
 * @param total What came of it.
 */
export function summaryText(plan: TrafficPlan, total: TrafficCount): string {
  const { requests, bytes, lastedMs, rateBps, errors } = total;
  const wanted = plan.bandwidthBps === null
    ? ""
    : ` (wanted: ${bitRate(plan.bandwidthBps)})`;
  const advice = adviceFor(plan, total);
  return [
    `Sent ${byteCount(bytes)} in ${plural(requests, "request")} and ${
      (lastedMs / 1_000).toFixed(1)
    } s: ${bitRate(rateBps)}${wanted}`,
    total.latencyMs === null
      ? "No answer"
      : `Answers took ${latencyText(total)}`,
    errors === 0 ? "No errors" : errorText(total).trimStart(),
    ...advice === undefined ? [] : ["", advice],
  ].map((line) => `${line}\n`).join("");
}

/** Less of what was wanted is worth a word. */
const HELD_SHARE = 0.97;
/** Fewer failures are not why a rate was missed. */
const MANY_ERRORS_SHARE = 0.1;
/** So much of the time on answers: more of them at a time is what helps. */
const WAITING_SHARE = 0.5;

/**
 * Which setting to change when the rate was not reached.
 *
 * @param plan What was wanted.
 * @param total What came of it.
 * @returns A sentence; `undefined` when it was reached.
 */
export function adviceFor(
  plan: TrafficPlan,
  total: TrafficCount,
): string | undefined {
  const { bandwidthBps, connections, requestBytes, latencyMs } = plan;
  const { requests, errors, rateBps } = total;
  const isHeld = bandwidthBps === null || rateBps >= bandwidthBps * HELD_SHARE;
  if (total.errorKinds.certificate === errors && errors > 0) {
    return "This machine does not trust the server's certificate: if it is your own, name the one that signed it by DENO_CERT=FILE.pem.";
  }
  if (requests === 0 && errors > 0) {
    return `Nothing has answered at ${plan.url.href}: is a server running there, and does a firewall let it through?`;
  }
  if (errors > (requests + errors) * MANY_ERRORS_SHARE) {
    return isHeld
      ? undefined
      : "The server fails too often: lower --bandwidth or --connections, or look at the server.";
  }
  if (isHeld || total.latencyMs === null) return undefined;
  // A request is a large part of so short a run.
  if (total.bytes + requestBytes >= total.lastedMs * bandwidthBps / 8_000) {
    return `The rate is missed by less than one request: lower --request-size (${
      byteCount(requestBytes)
    }), or run it longer.`;
  }
  const takenMs = total.latencyMs.p50 + latencyMs;
  if (latencyMs > total.latencyMs.p50) {
    return `Each connection pauses ${latencyMs} ms before each request: lower --latency, or raise --connections (${connections}) or --request-size (${
      byteCount(requestBytes)
    }).`;
  }
  const busyShare = requests * takenMs / (total.lastedMs * connections);
  return busyShare >= WAITING_SHARE
    ? `Every connection waits for its answers: raise --request-size (${
      byteCount(requestBytes)
    }) or --connections (${connections}); if that does not help, the line or the server carries no more.`
    : `This machine cannot make more requests per second: raise --request-size (${
      byteCount(requestBytes)
    }).`;
}

/** E.g. `75 MB in 60 s`, or the one that is limited. */
function limitText(plan: TrafficPlan): string {
  const { durationMs, totalBytes, bandwidthBps } = plan;
  const time = durationMs === null ? "" : ` for ${durationMs / 1_000} s`;
  const inTimeBytes = durationMs === null || bandwidthBps === null
    ? Infinity
    : bandwidthBps * durationMs / 8_000;
  const mostBytes = Math.min(totalBytes ?? Infinity, inTimeBytes);
  return mostBytes === Infinity
    ? `random data${time === "" ? " until stopped" : time}`
    : `up to ${byteCount(mostBytes)}${time}`;
}

function latencyText({ latencyMs }: TrafficCount): string {
  if (latencyMs === null) return "no answer";
  const { p50, p95, p99 } = latencyMs;
  return `${[p50, p95, p99].map(shortMs).join(" / ")} ms (P50 / P95 / P99)`;
}

/** Three digits: more is not known. */
function shortMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}

function errorText({ errors, errorKinds }: TrafficCount): string {
  if (errors === 0) return "";
  const kinds = Object.entries(errorKinds)
    .map(([kind, count]) => `${kind} ${count}`);
  return `  ${plural(errors, "error")}: ${kinds.join(", ")}`;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
