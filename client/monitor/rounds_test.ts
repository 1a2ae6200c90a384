import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import type { MonoNs, Tick, WallNs } from "../model/mod.ts";
import { Schedule } from "../probes/schedule.ts";
import { startRounds } from "./rounds.ts";

const S = 1_000_000_000n;

/** Runs rounds for so long, in virtual time. */
async function rounds(
  options: {
    readonly periodNs?: bigint;
    readonly phase?: number;
    readonly seconds: number;
    readonly wallNs?: bigint;
  },
  meanwhile: (libc: FakeLibc, round: number) => void = () => {},
): Promise<{ ticks: Tick[]; slept: bigint[]; atNs: bigint[] }> {
  const { periodNs = S, phase = 0.5, seconds, wallNs = 0n } = options;
  const libc = new FakeLibc({});
  libc.wallOffsetNs += wallNs;
  const clock = {
    wall: () => libc.clock("realtime") as WallNs,
    mono: () => libc.clock("monotonic") as MonoNs,
    boot: () => libc.clock("boottime") as MonoNs,
  };
  const schedule = new Schedule(libc.openPoller(), clock);
  const startNs = clock.mono();
  const ticks: Tick[] = [];
  const slept: bigint[] = [];
  const atNs: bigint[] = [];
  using _rounds = startRounds(schedule, clock, {
    periodNs,
    phase,
    onRound(tick) {
      ticks.push(tick);
      atNs.push(clock.mono() - startNs);
      meanwhile(libc, ticks.length);
    },
    onSuspend: (sleptNs) => slept.push(sleptNs),
  });
  const abort = new AbortController();
  schedule.at(startNs + BigInt(seconds) * S, () => abort.abort());
  await schedule.run(abort.signal);
  return { ticks, slept, atNs };
}

Deno.test("startRounds() begins at once, then keeps to its place in the second", async () => {
  for (const wallNs of [0n, 300_000_000n, 590_000_000n, 999_999_999n]) {
    const { ticks, atNs } = await rounds({ seconds: 5, wallNs });
    strictEqual(atNs[0], 0n, "at once");
    const second = atNs[1] ?? 0n;
    ok(second >= S / 2n && second < S * 3n / 2n, `${second} ns`);
    for (const { at } of ticks.slice(1)) strictEqual(at % S, 60_000_000n);
  }
});

Deno.test("startRounds() stays within one byte of milliseconds, away from the second's edge", async () => {
  for (
    const [phase, expected] of [[0, 20_000_000n], [1, 100_000_000n]] as const
  ) {
    const { ticks } = await rounds({ seconds: 3, phase });
    strictEqual((ticks[2]?.at ?? 0n) % S, expected);
  }
});

Deno.test("startRounds() makes ten rounds a second when asked", async () => {
  const { atNs } = await rounds({ seconds: 2, periodNs: S / 10n });
  const gaps = atNs.slice(2).map((at, index) => at - (atNs[index + 1] ?? 0n));
  deepStrictEqual(new Set(gaps), new Set([S / 10n]));
});

Deno.test("startRounds() marks rounds that the program itself has spoilt", async () => {
  const { ticks } = await rounds({ seconds: 6 }, (libc, round) => {
    if (round === 3) libc.advance(1_600_000_000);
  });
  const spoilt = ticks.findIndex(({ isSpoilt }) => isSpoilt);
  const tick = ticks[spoilt];
  deepStrictEqual([spoilt, tick?.missed, tick?.lateNs], [3, 0, 600_000_000]);
});

Deno.test("startRounds() tells a suspended machine from a slow one", async () => {
  const { slept } = await rounds({ seconds: 4 }, (libc, round) => {
    if (round === 2) libc.suspendedNs += 3600n * S;
  });
  deepStrictEqual(slept, [3600n * S]);
});

Deno.test("startRounds() gives two rounds different labels whatever the wall clock does", async () => {
  const { ticks } = await rounds({ seconds: 6 }, (libc, round) => {
    if (round === 3) libc.wallOffsetNs -= S;
  });
  strictEqual(new Set(ticks.map(({ at }) => at)).size, ticks.length);
});
