import type { Lab } from "./lab.ts";
import type { Spawned } from "./spawned.ts";

/** A running capture; disposing ends it. */
export interface Capture extends AsyncDisposable {
  /** The file, complete once the capture has ended; kept. */
  readonly file: string;
  /**
   * Ends it once all that was seen is written.
   *
   * @throws {Error} If the kernel dropped packets that it should have kept.
   */
  stop(): Promise<void>;
}

/** What is captured. */
export interface CaptureOptions {
  /** The namespace, e.g. `lab.client`. */
  readonly namespace: string;
  /** The device, e.g. `"c0"`. */
  readonly device: string;
  /** Where it is written, in pcap with nanoseconds. */
  readonly file: string;
  /** A pcap filter, e.g. `"icmp"`; everything without it. */
  readonly filter?: string;
}

/** Enough for 10,000 packets in the second that tcpdump may not run. */
const BUFFER_KIB = 16_384;

/**
 * Captures a device's packets with the kernel's time stamps (tcpdump).
 *
 * @param lab The lab.
 * @param options What to capture and where to.
 * @returns The capture, running.
 */
export async function capture(
  lab: Lab,
  options: CaptureOptions,
): Promise<Capture> {
  const { namespace, device, file, filter } = options;
  const tcpdump = await lab.spawn(namespace, [
    "tcpdump",
    ...["-i", device, "-w", file, "-U", "-n", "-s", "256"],
    "--time-stamp-precision=nano",
    // Else packets wait in a block for up to a second, and SIGINT loses them.
    "--immediate-mode",
    `--buffer-size=${BUFFER_KIB}`,
    // It would give up root's right to write in a folder of ours.
    ...["-Z", "root"],
    ...(filter === undefined ? [] : [filter]),
  ], { ready: /listening on/ });
  return {
    file,
    async stop() {
      await untilWritten(tcpdump);
      await tcpdump.stop("SIGINT");
    },
    [Symbol.asyncDispose]: () => tcpdump.stop(),
  };
}

/** tcpdump's answer to SIGUSR1. */
const COUNTS =
  /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped/;

/** Asks tcpdump for its counts until it has written all it has received. */
async function untilWritten(tcpdump: Spawned): Promise<void> {
  for (;;) {
    const line = await tcpdump.askBySignal("SIGUSR1", COUNTS);
    const [, captured, received, dropped] = COUNTS.exec(line ?? "") ?? [];
    if (captured === undefined || dropped !== "0") {
      throw new Error(
        `Cannot trust the capture: ${line ?? tcpdump.stderr().join("; ")}`,
      );
    }
    if (captured === received) return;
  }
}
