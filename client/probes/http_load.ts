import { LoadError } from "./load_error.ts";
import type { ByteCount } from "./load_outcome.ts";
import type { ProbeContext } from "./probe.ts";

/** How often what was carried is looked at. */
const SAMPLE_NS = 100_000_000n;
/** A file smaller than this is over before TCP has found its rate. */
const MIN_BODY_BYTES = 1_000_000;
/** Of each upload; then another begins. */
const UPLOAD_BYTES = 25_000_000;
const CHUNK_BYTES = 65_536;
/** Whether a server takes uploads at all. */
const TRIAL_BYTES = 1_024;
const NS_PER_MS = 1e6;
/** Compressed or cached, it would say nothing of the line. */
const HEADERS = { "accept-encoding": "identity", "cache-control": "no-store" };

/** Which URL is loaded, and how. */
export interface HttpLoadTools {
  /** `http:` or `https:`. */
  readonly url: URL;
  /** The runtime's `fetch`, with a connection for each request at a time. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  /** What an upload sends; incompressible. */
  readonly filler: Uint8Array;
}

/** What a load is to be. */
export interface HttpLoadWish {
  /** Which way. */
  readonly direction: "up" | "down";
  /** Connections at a time. */
  readonly flows: number;
  /** How long at most, ms. */
  readonly durationMs: number;
  /** Ends it earlier, in good order. */
  readonly enough: AbortSignal;
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Told what has been carried, ten times a second. */
  readonly onCount: (count: ByteCount) => void;
}

/**
 * Whether a URL can be loaded, and which ways: every one gives something, few
 * take uploads.
 *
 * @param tools Which URL.
 * @param signal Breaks it off.
 * @returns Whether it takes a POST.
 * @throws {LoadError} When it cannot even be read.
 */
export async function tryHttp(
  tools: HttpLoadTools,
  signal: AbortSignal,
): Promise<{ readonly takesUploads: boolean }> {
  const got = await request(tools, { signal });
  await got.body?.cancel();
  const body = tools.filler.slice(0, TRIAL_BYTES);
  try {
    const posted = await request(tools, { method: "POST", body, signal });
    await posted.body?.cancel();
    return { takesUploads: true };
  } catch (error) {
    if (!(error instanceof LoadError) || error.failure !== "refused") {
      throw error;
    }
    return { takesUploads: false };
  }
}

/**
 * Loads the line in one direction by HTTP requests, several at a time, each
 * followed by the next.
 *
 * @param context The time.
 * @param tools Which URL.
 * @param wish What load.
 * @returns What was carried, oldest first. An upload counts what the kernel has
 * taken, which runs ahead of what has arrived by its buffers.
 * @throws {LoadError} When the URL cannot be loaded, or the signal broke it off.
 */
export async function runHttpLoad(
  { schedule, clock }: Pick<ProbeContext, "schedule" | "clock">,
  tools: HttpLoadTools,
  wish: HttpLoadWish,
): Promise<readonly ByteCount[]> {
  const { direction, flows, durationMs, enough, onCount } = wish;
  const over = new AbortController();
  const signal = AbortSignal.any([wish.signal, over.signal, enough]);
  const startNs = clock.mono();
  const counts: ByteCount[] = [];
  let bytes = 0;
  const carry = (more: number) => void (bytes += more);
  const sample = () => {
    const atMs = Number(clock.mono() - startNs) / NS_PER_MS;
    counts.push({ atMs, bytes });
    onCount({ atMs, bytes });
  };
  using _sampling = schedule.every({
    periodNs: SAMPLE_NS,
    phaseNs: startNs + SAMPLE_NS,
  }, sample);
  using _end = schedule.at(
    startNs + BigInt(durationMs) * BigInt(NS_PER_MS),
    () => over.abort(),
  );
  const flow = direction === "down" ? download : upload;
  const failures: unknown[] = [];
  await Promise.all(Array.from({ length: flows }, async () => {
    try {
      while (!signal.aborted) await flow(tools, { signal, carry });
    } catch (error) {
      if (signal.aborted) return;
      failures.push(error);
      over.abort();
    }
  }));
  if (wish.signal.aborted) {
    throw new LoadError("aborted", "The load test was stopped");
  }
  if (failures.length > 0) throw failures[0];
  return counts;
}

interface Flow {
  readonly signal: AbortSignal;
  readonly carry: (bytes: number) => void;
}

async function download(
  tools: HttpLoadTools,
  { signal, carry }: Flow,
): Promise<void> {
  const reader = (await request(tools, { signal })).body?.getReader();
  // The runtime forgets its own link to the signal once it collects garbage.
  const stop = () => void reader?.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop);
  let bytes = 0;
  try {
    for (;;) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) break;
      carry(chunk.length);
      bytes += chunk.length;
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (bytes >= MIN_BODY_BYTES || signal.aborted) return;
  throw new LoadError(
    "refused",
    `Cannot load the line from ${tools.url} as it gives only ${
      Math.ceil(bytes / 1000)
    } KB (needed: a file of at least ${MIN_BODY_BYTES / 1000} KB)`,
  );
}

async function upload(
  tools: HttpLoadTools,
  { signal, carry }: Flow,
): Promise<void> {
  const { filler } = tools;
  let bytes = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (bytes >= UPLOAD_BYTES) return controller.close();
      const at = bytes % filler.length;
      const chunk = filler.slice(at, at + CHUNK_BYTES);
      bytes += chunk.length;
      carry(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const response = await request(tools, { method: "POST", body, signal });
  await response.body?.cancel();
}

async function request(
  { url, fetch }: HttpLoadTools,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: HEADERS });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw init.signal.aborted
      ? new LoadError("aborted", "The load test was stopped")
      : new LoadError("silent", `Cannot reach ${url}: ${reasonOf(error)}`);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new LoadError(
    "refused",
    `Cannot load the line with ${url} as it answers ${response.status} ${response.statusText}`,
  );
}

/** The runtime says what went wrong in the cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}
