import type { Poller, Readiness } from "../poller.ts";
import type { OpenSocket } from "./network.ts";

/** Whose time a {@linkcode openFakePoller} moves. */
export interface FakePollerOptions {
  /** All sockets, by descriptor. */
  readonly sockets: ReadonlyMap<number, OpenSocket>;
  /** Virtual time, ns. */
  readonly now: () => bigint;
  /** Sets it. */
  readonly jump: (toNs: bigint) => void;
}

/** A poller that jumps to the next arrival or to its deadline. */
export function openFakePoller(
  { sockets, now, jump }: FakePollerOptions,
): Poller {
  const watched = new Map<number, (readiness: Readiness) => void>();
  let isWoken = false;
  const block = (untilNs: bigint) => {
    const watchedSockets = [...watched.keys()].flatMap((fd) =>
      sockets.get(fd) ?? []
    );
    const next = nextArrivalNs(watchedSockets, untilNs);
    if (next > now()) jump(next);
    for (const [fd, onReady] of [...watched]) {
      const socket = sockets.get(fd);
      const readiness = socket && readinessOf(socket, now());
      if (readiness !== undefined) onReady(readiness);
    }
  };
  return {
    add: (fd, _, onReady) => void watched.set(fd, onReady),
    remove: (fd) => void watched.delete(fd),
    wake: () => void (isWoken = true),
    wait: (untilNs) => {
      if (isWoken) isWoken = false;
      else block(untilNs);
      return Promise.resolve();
    },
    block: (timeoutMs) => block(now() + BigInt(timeoutMs) * 1_000_000n),
    [Symbol.dispose]: () => watched.clear(),
  };
}

/** What a socket is ready for, if anything; a connect is told once. */
function readinessOf(socket: OpenSocket, nowNs: bigint): Readiness | undefined {
  const isDue = (entry: { atNs: bigint } | null | undefined) =>
    entry !== null && entry !== undefined && entry.atNs <= nowNs;
  const canRead = isDue(socket.data[0]);
  const hasError = isDue(socket.errors[0]);
  const canWrite = isDue(socket.connect) && !socket.isConnectSeen;
  if (canWrite) socket.isConnectSeen = true;
  if (!canRead && !hasError && !canWrite) return undefined;
  return { canRead, canWrite, hasError };
}

function nextArrivalNs(
  sockets: readonly OpenSocket[],
  untilNs: bigint,
): bigint {
  let soonest = untilNs;
  for (const { data, errors, connect, isConnectSeen } of sockets) {
    for (const entry of [data[0], errors[0], isConnectSeen ? null : connect]) {
      if (entry && entry.atNs < soonest) soonest = entry.atNs;
    }
  }
  return soonest;
}
