/** What other commands say to a running monitor. @module */

import { close, isDisconnect, linesOf, write } from "./control_lines.ts";
import type { TestAnswer, TestProgress, TestRequest } from "./test_request.ts";

/** A monitor that does not answer within that is stopped, or hangs. */
const ANSWER_MS = 2_000;

/** Who is told how a test goes, and who breaks it off. */
export interface TestWatcher {
  /** Told some times a second. */
  readonly onProgress: (progress: TestProgress) => void;
  /** Breaks the test off. */
  readonly signal: AbortSignal;
}

/**
 * Asks a running monitor for its condition.
 *
 * @param paths Where it may listen, from `controlPaths()`.
 * @param timeoutMs How long to wait for it.
 * @returns Its answer, or `null` if no monitor listens there.
 * @throws {Deno.errors.TimedOut} If it does not answer.
 */
export function askStatus(
  paths: readonly string[],
  timeoutMs: number = ANSWER_MS,
): Promise<unknown> {
  return askMonitor(paths, { request: "status" }, timeoutMs);
}

/**
 * Asks a running monitor anything that it answers at once.
 *
 * @param paths Where it may listen, from `controlPaths()`.
 * @param request An object for JSON, with its name in `request`.
 * @param timeoutMs How long to wait for it.
 * @returns Its answer, or `null` if no monitor listens there.
 * @throws {Deno.errors.TimedOut} If it does not answer.
 */
export async function askMonitor(
  paths: readonly string[],
  request: { readonly request: string },
  timeoutMs: number = ANSWER_MS,
): Promise<unknown> {
  const client = await connect(paths);
  if (client === null) return null;
  // Ends the reading.
  const timer = setTimeout(() => close(client), timeoutMs);
  try {
    await write(client, `${JSON.stringify(request)}\n`);
    const text = await new Response(client.readable).text();
    // It ends in this moment.
    return text === "" ? null : JSON.parse(text);
  } catch (error) {
    if (!isDisconnect(error)) throw error;
    throw new Deno.errors.TimedOut(
      "Cannot ask the monitor as it does not answer",
    );
  } finally {
    clearTimeout(timer);
    close(client);
  }
}

/**
 * Has a running monitor run a load test.
 *
 * @param paths Where it may listen, from `controlPaths()`.
 * @param request The test.
 * @param watcher Who is told.
 * @returns The test's end, or `null` if no monitor listens there.
 */
export async function askForTest(
  paths: readonly string[],
  request: TestRequest,
  { onProgress, signal }: TestWatcher,
): Promise<TestAnswer | null> {
  const client = await connect(paths);
  if (client === null) return null;
  const stop = () => close(client);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return STOPPED;
    await write(client, `${JSON.stringify(request)}\n`);
    for await (const line of linesOf(client)) {
      const answer: TestAnswer = JSON.parse(line);
      if (!("progress" in answer)) return answer;
      onProgress(answer.progress);
    }
    return GONE;
  } catch (error) {
    if (!isDisconnect(error)) throw error;
    return signal.aborted ? STOPPED : GONE;
  } finally {
    signal.removeEventListener("abort", stop);
    close(client);
  }
}

const STOPPED: TestAnswer = { error: "The load test was stopped" };
const GONE: TestAnswer = {
  error: "The monitor has ended, and the load test with it",
};

/** No monitor, or another user's, or a path that leads nowhere. */
const NOBODY = [
  Deno.errors.NotFound,
  Deno.errors.ConnectionRefused,
  Deno.errors.PermissionDenied,
  Deno.errors.NotADirectory,
];

/**
 * Connects to a running monitor. Asked anew each time: it may begin after
 * whoever asks, and listen at another of the places than before.
 *
 * @param paths Where it may listen, from `controlPaths()`.
 * @returns `null` if none listens there that this user may ask.
 */
export async function connect(
  paths: readonly string[],
): Promise<Deno.UnixConn | null> {
  for (const path of paths) {
    try {
      return await Deno.connect({ transport: "unix", path });
    } catch (error) {
      if (!NOBODY.some((kind) => error instanceof kind)) throw error;
    }
  }
  return null;
}
