/** Signals that end a run in good order, by their numbers. */
const SIGNALS: readonly (readonly [Deno.Signal, bigint])[] = [
  ["SIGHUP", 1n],
  ["SIGINT", 2n],
  ["SIGTERM", 15n],
];

/**
 * Nearer together than this, two signals are one: `deno task` hands on the
 * Ctrl-C that the terminal has told this program, too.
 */
const ECHO_MS = 300;

/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;

/** Ends a run when a signal comes, or when told. */
export interface StopSignal extends Disposable {
  /** Aborted when it is time to stop. */
  readonly signal: AbortSignal;
  /** Ends the run from inside. */
  stop(): void;
}

/** What may be different for some programs. */
export interface StopOptions {
  /** Whether SIGHUP stops it; otherwise it goes on. */
  readonly isHangupHeeded?: boolean;
  /** What is left to do, within a moment, when a second signal ends it. */
  readonly beforeExit?: () => Promise<void>;
}

/**
 * Listens for the signals that stop a program. A second one ends it at once,
 * for whoever does not want to wait for a slow disk. What it was started to
 * ignore (`nohup`: SIGHUP) stays ignored.
 *
 * @param status The text of `/proc/self/status`; empty if it cannot be read.
 * @param options What is different from that.
 * @returns Dispose of it to listen no more.
 */
export function stopSignal(
  status: string,
  { isHangupHeeded = true, beforeExit }: StopOptions = {},
): StopSignal {
  const heeded = heededSignals(status)
    .filter((name) => name !== "SIGHUP" || isHangupHeeded);
  const abort = new AbortController();
  const exit = async () => {
    try {
      await beforeExit?.();
    } finally {
      Deno.exit(INTERRUPTED);
    }
  };
  let firstMs = -Infinity;
  const onSignal = () => {
    const nowMs = performance.now();
    if (abort.signal.aborted && nowMs - firstMs > ECHO_MS) void exit();
    else if (!abort.signal.aborted) {
      firstMs = nowMs;
      abort.abort();
    }
  };
  // The runtime's first listener takes over all of them, ignored or not.
  const listeners = SIGNALS.map(([name]) =>
    [name, heeded.includes(name) ? onSignal : () => {}] as const
  );
  for (const listener of listeners) Deno.addSignalListener(...listener);
  return {
    signal: abort.signal,
    stop: () => abort.abort(),
    [Symbol.dispose]() {
      for (const listener of listeners) Deno.removeSignalListener(...listener);
    },
  };
}

/**
 * Which of the signals are not ignored.
 *
 * @param status The text of `/proc/self/status`.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_status.5.html | proc_pid_status(5)}, SigIgn
 */
export function heededSignals(status: string): readonly Deno.Signal[] {
  const mask = BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? 0}`);
  return SIGNALS.flatMap(([name, number]) =>
    (mask >> (number - 1n) & 1n) === 0n ? [name] : []
  );
}
