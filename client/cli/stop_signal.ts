/** Signals that end a run in good order. */
const SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;

/** Ends a run when a signal comes, or when told. */
export interface StopSignal extends Disposable {
  /** Aborted when it is time to stop. */
  readonly signal: AbortSignal;
  /** Ends the run from inside. */
  stop(): void;
}

/**
 * Listens for the signals that stop a program. A second one ends it at once,
 * for whoever does not want to wait for a slow disk.
 *
 * @returns Dispose of it to listen no more.
 */
export function stopSignal(): StopSignal {
  const abort = new AbortController();
  const onSignal = () => {
    if (abort.signal.aborted) Deno.exit(INTERRUPTED);
    abort.abort();
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  return {
    signal: abort.signal,
    stop: () => abort.abort(),
    [Symbol.dispose]() {
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
    },
  };
}
