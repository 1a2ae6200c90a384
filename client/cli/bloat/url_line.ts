/** Bufferbloat against a URL: HTTP load, latency by ping. @module */

import { familyOf } from "@bufferbane/ffi";
import { makeFiller } from "@bufferbane/protocol";
import type { Direction, Series } from "../../model/mod.ts";
import {
  type HttpLoadTools,
  runHttpLoad,
  tryHttp,
} from "../../probes/http_load.ts";
import { IcmpProbe } from "../../probes/icmp.ts";
import { IcmpNotAllowedError } from "../../probes/icmp_socket.ts";
import { LoadError } from "../../probes/load_error.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import { checkDevice } from "../check_device.ts";
import { addressOf } from "../host_address.ts";
import type { LoadMachine } from "../load_machine.ts";
import type { BloatLine } from "./line.ts";
import type { BloatPlan } from "./plan.ts";
import type { BloatCircumstances } from "./result.ts";

/** 20 a second: hosts of others limit their answers. */
const PING_INTERVAL_MS = 50;
const PING_BYTES = 14 + 20 + 8 + 24;
/** A reply under load may take this long, and still be one. */
const TIMEOUT_NS = 4_000_000_000n;
/** IPv4 packets of full size, and what of them is payload. */
const PACKET_BYTES = 1500;
const PAYLOAD_BYTES = 1448;
/** An acknowledgement for every other packet. */
const ACK_BYTES = 52;

/** A line to somebody else's web server. */
export interface UrlLine extends BloatLine, Disposable {
  /** Whose round trips are measured. */
  readonly address: string;
  /** What it has moved so far: the runtime's connections tell only payload. */
  moved(): Pick<BloatCircumstances, "sentBytes" | "receivedBytes">;
}

/**
 * Looks at a URL: whether it can be loaded, and which ways.
 *
 * @param machine What to work with.
 * @param options Which URL, and the interface to leave by.
 * @param plan What the test is to do.
 * @returns Dispose of it to close its connections.
 * @throws {LoadError} When it cannot be reached, or gives nothing.
 */
export async function openUrlLine(
  { context, signal }: LoadMachine,
  options: { readonly url: URL; readonly device: string },
  plan: BloatPlan,
): Promise<UrlLine> {
  const { url, device } = options;
  checkDevice(device);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const address = await addressOf(host, context.libc);
  const client = Deno.createHttpClient({
    http2: false,
    poolMaxIdlePerHost: 2 * plan.flows,
    ...localAddress(device, familyOf(address) ?? 4),
  });
  const tools: HttpLoadTools = {
    url,
    fetch: (url, init) => fetch(url, { ...init, client }),
    filler: makeFiller(1),
  };
  const payload: Record<Direction, number> = { up: 0, down: 0 };
  try {
    const { takesUploads } = await tryHttp(tools, signal);
    return {
      address,
      directions: takesUploads ? ["down", "up"] : ["down"],
      foreignProbe: null,
      probeIntervalMs: PING_INTERVAL_MS,
      probeBytes: PING_BYTES,
      openProbe: (context) => openPing(context, { address, device }),
      begin: () => Promise.resolve(),
      async load(wanted) {
        const flows = { flows: plan.flows, ...wanted };
        const counts = await runHttpLoad(context, tools, flows);
        payload[wanted.direction] += counts.at(-1)?.bytes ?? 0;
        return {
          counts,
          flows: null,
          isCutShort: false,
          grantBps: null,
          farCpuPct: 0,
        };
      },
      settle: () => Promise.resolve(),
      end: () => Promise.resolve(),
      moved: () => ({
        sentBytes: layer3Of(payload.up, payload.down),
        receivedBytes: layer3Of(payload.down, payload.up),
      }),
      [Symbol.dispose]: () => client.close(),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

function layer3Of(payloadBytes: number, otherWayBytes: number): number {
  const packets = payloadBytes / PAYLOAD_BYTES;
  const acks = otherWayBytes / PAYLOAD_BYTES / 2;
  return Math.round(packets * PACKET_BYTES + acks * ACK_BYTES);
}

/** The runtime binds to addresses, not to interfaces. */
function localAddress(
  device: string,
  family: 4 | 6,
): { readonly localAddress?: string } {
  if (device === "") return {};
  const found = Deno.networkInterfaces().find((one) =>
    one.name === device && one.family === `IPv${family}`
  );
  if (found !== undefined) return { localAddress: found.address };
  throw new LoadError(
    "silent",
    `Cannot leave by ${device} as it has no IPv${family} address`,
  );
}

/** Without leave to ping there is no such test; its error says how to get it. */
function allowed<Opened>(open: () => Opened): Opened {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof IcmpNotAllowedError)) throw error;
    throw new LoadError("silent", error.message);
  }
}

function openPing(
  context: ProbeContext,
  { address, device }: { readonly address: string; readonly device: string },
): IcmpProbe {
  const family = familyOf(address) ?? 4;
  const [tag = 0] = crypto.getRandomValues(new Uint32Array(1));
  const probe = allowed(() =>
    new IcmpProbe(context, {
      family,
      device,
      timeoutNs: TIMEOUT_NS,
      lateNs: TIMEOUT_NS,
      tag,
    })
  );
  const series: Series = {
    probe: "icmp",
    interface: device,
    connectionType: "unknown",
    target: address,
    role: "custom",
    family,
    variant: "",
    server: "",
  };
  probe.setTargets([{ series, address }]);
  return probe;
}
