import { SAFE_DATAGRAM_BYTES } from "@bufferbane/protocol";
import type { Series, StoredEvent } from "../model/mod.ts";
import type { PathMtuFinding } from "../probes/path_mtu.ts";
import type { ServerNews } from "../probes/server_news.ts";

/**
 * What a person ought to know of a server, as an event to show and to store.
 *
 * @param series Its series.
 * @param news What.
 * @param atMs When, Unix milliseconds.
 */
export function serverEvent(
  series: Series,
  news: ServerNews,
  atMs: number,
): StoredEvent {
  const { interface: name, target, server, family } = series;
  const event = {
    atMs,
    severity: "info",
    interface: name,
    target,
    server,
    durationMs: 0,
    metrics: {},
  } as const;
  const where = `${server} (${target}) over ${name}, IPv${family}`;
  switch (news.kind) {
    case "answers": {
      const seen = news.seenAddress === undefined
        ? ""
        : `, and sees this line as ${addressText(news.seenAddress)}`;
      return {
        ...event,
        type: "server_answers",
        description: `Server ${where} answers${seen}`,
      };
    }
    case "restarted":
      return {
        ...event,
        atMs: atMs - Math.round(news.gapMs),
        type: "server_restart",
        description:
          `Server restart: ${where} was away for ${seconds(news.gapMs)} s; ` +
          "the line was not",
        durationMs: Math.round(news.gapMs),
        metrics: { "uptime_ms": Math.round(news.uptimeMs) },
      };
    case "silent":
      return {
        ...event,
        type: "server_silent",
        severity: "warning",
        description:
          `Server ${where} gives no answer: wrong secret, wrong host or port, ` +
          "or a firewall. It never answers without the right secret: compare " +
          "shared_secret on both ends. While kernel_drops rise in " +
          "`bufferbane-server status`, packets arrive and the secret is " +
          "wrong; else let its UDP port through",
        metrics: { knocks: news.knocks },
      };
    case "fell_silent":
      return {
        ...event,
        type: "server_silent",
        severity: "warning",
        description:
          `Server ${where} answers no longer: it or its network is down, or ` +
          "this line is",
        metrics: { knocks: news.knocks },
      };
    case "refused":
      return {
        ...event,
        type: "server_down",
        severity: "warning",
        description:
          `Server ${where}: its host is there, but the server process is down ` +
          `(${news.detail})`,
      };
    case "unreachable":
      return {
        ...event,
        type: "server_unreachable",
        severity: "warning",
        description: `Server ${where} cannot be reached: ${news.detail}`,
      };
    case "clock_set":
      return {
        ...event,
        type: "clock_stepped",
        description:
          `${
            news.whose === "own"
              ? "The clock of this machine"
              : `The clock of server ${where}`
          } was set: ` +
          `one-way delays to ${server} are left out for a second`,
      };
    case "moved":
      return {
        ...event,
        type: "public_address_changed",
        description: `Server ${where} now sees this line as ${
          addressText(news.seenAddress)
        }`,
      };
    case "downgraded":
      return {
        ...event,
        type: "server_downgraded",
        severity: "warning",
        description:
          `Server ${where} and this program both speak a newer protocol than ` +
          "they do: something on the way drops its packets",
      };
    case "path_mtu":
      return {
        ...event,
        type: "path_mtu",
        severity: news.passes || news.lostOn === "here" ? "info" : "warning",
        description: pathMtuText(news, { where, name, family }),
        metrics: { "passes": news.passes ? 1 : 0 },
      };
  }
}

/** What IP (v6) and UDP put in front of a datagram, bytes. */
const HEADER_BYTES = { 4: 28, 6: 48 } as const;

const LOST_ON = {
  up: " on the way to the server",
  down: " on the way from the server",
  unknown: "",
} as const;

function pathMtuText(
  { datagramBytes, passes, lostOn, says }: PathMtuFinding,
  { where, name, family }: {
    readonly where: string;
    readonly name: string;
    readonly family: 4 | 6;
  },
): string {
  const bytes = datagramBytes + HEADER_BYTES[family];
  if (passes) return `Server ${where}: packets of ${bytes} bytes get through`;
  if (lostOn === "here") {
    return `Server ${where}: ${name} itself carries no packets of ${bytes} ` +
      "bytes, as its MTU is smaller";
  }
  const baseBytes = SAFE_DATAGRAM_BYTES + HEADER_BYTES[family];
  const who = says === ""
    ? "and nobody says so (a black hole)"
    : `as somebody says (${says})`;
  return `Server ${where}: packets of ${bytes} bytes are lost${
    LOST_ON[lostOn ?? "unknown"]
  }, those of ${baseBytes} get through. A link on the way has a smaller MTU, ` +
    `${who}: uploads, downloads and web pages may hang. An MTU of ` +
    `${baseBytes} on ${name} avoids it`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/**
 * An address of 16 bytes as text; IPv4-mapped ones as IPv4.
 *
 * @param bytes In network order.
 */
export function addressText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isMapped = view.getBigUint64(0) === 0n && view.getUint32(8) === 0xffff;
  if (isMapped) return [...bytes.subarray(12)].join(".");
  const words = Array.from(
    { length: 8 },
    (_, i) => view.getUint16(2 * i).toString(16),
  );
  // The URL parser knows how to shorten it (RFC 5952).
  return new URL(`http://[${words.join(":")}]/`).hostname.slice(1, -1);
}
