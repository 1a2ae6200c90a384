/**
 * The program that counts packets inside the kernel, by class and direction,
 * and lets all of them pass. {@linkcode listing} prints it.
 *
 * What it holds where, from the first line to the last:
 *
 * ```text
 * r5  the classes found so far, a bit each      r6  the context
 * r7  where the frame begins                    r8  where what can be read ends
 * r9  how far into the frame the next header is
 * r4  the protocol of the next header           r3  where the IP packet ends
 * r1  the place of a fragment in its packet     r0, r1, r2  whatever is at hand
 * ```
 *
 * @module
 */

import { startFlow } from "./packet_flow.ts";
import { packetCount } from "./packet_count.ts";
import { packetHeaders } from "./packet_headers.ts";
import {
  call,
  compute,
  exit,
  jumpIf,
  label,
  type Line,
  load,
} from "./instruction.ts";
import { isTcx, type ProgramOptions, SKB, XDP } from "./program_options.ts";

/** So much of a packet is made readable: headers beyond it are not seen. */
const READABLE_BYTES = 256;

/** linux/pkt_cls.h: TCX_NEXT; linux/bpf.h: XDP_PASS. */
const VERDICTS = { tcx: -1, xdp: 2 } as const;

/**
 * Makes the program.
 *
 * @param options Where it is to run.
 * @returns To be assembled with the descriptor of {@linkcode COUNTS_MAP}.
 */
export function trafficProgram(options: ProgramOptions): readonly Line[] {
  return [
    ...(isTcx(options) ? startTcx() : startXdp()),
    ...(options.hasFlows ? startFlow(options) : []),
    ...packetHeaders(options),
    ...packetCount(options),
    compute("r0", "=", isTcx(options) ? VERDICTS.tcx : VERDICTS.xdp),
    exit(),
  ];
}

/** Makes the headers readable: drivers may have left them in pieces. */
function startTcx(): readonly Line[] {
  const ends = [
    load("r7", "u32", ["r6", SKB.data]),
    load("r8", "u32", ["r6", SKB.dataEnd]),
  ];
  return [
    compute("r6", "=", "r1"),
    load("r2", "u32", ["r6", SKB.length]),
    jumpIf("r2", "<=", { right: READABLE_BYTES, target: "short" }),
    compute("r2", "=", READABLE_BYTES),
    label("short"),
    ...ends,
    compute("r1", "=", "r7"),
    compute("r1", "+=", "r2"),
    jumpIf("r1", "<=", { right: "r8", target: "readable" }),
    compute("r1", "=", "r6"),
    call("pullData"),
    ...ends,
    label("readable"),
  ];
}

function startXdp(): readonly Line[] {
  return [
    compute("r6", "=", "r1"),
    load("r7", "u32", ["r6", XDP.data]),
    load("r8", "u32", ["r6", XDP.dataEnd]),
  ];
}
