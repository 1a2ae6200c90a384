import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import type { LinkSecond } from "../../model/mod.ts";
import { columnsOf, linkSecond, type Row } from "../testing.ts";
import { signalCauseOf } from "./signal.ts";

function wifiSecond(atMs: number, signalDbm: number | null): LinkSecond {
  const wifi = {
    signalDbm,
    noiseDbm: null,
    sendBps: null,
    receiveBps: null,
    ssid: "",
    bssid: "",
    frequencyMhz: null,
  };
  return linkSecond({ atMs, wifi });
}

/** What one probe and its partner found, µs or `null` for a loss. */
interface Pair {
  readonly atMs: number;
  readonly a: number | null | "self_dropped";
  readonly b: number | null;
}

function rowsOf(pairs: readonly Pair[], side: "a" | "b"): readonly Row[] {
  return pairs.map((pair): Row => [pair.atMs, pair[side] ?? "timeout"]);
}

function matchOf(pairs: readonly Pair[]) {
  return {
    a: columnsOf(rowsOf(pairs, "a")),
    b: columnsOf(rowsOf(pairs, "b")),
  };
}

/** By nearest rank, as everywhere. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.ceil(values.length / 2) - 1] ??
    NaN;
}

/** Spearman's correlation by counting: each rank is how many are below. */
function spearman(x: readonly number[], y: readonly number[]): number {
  const rank = (values: readonly number[]) =>
    values.map((value) =>
      values.filter((other) => other < value).length +
      (values.filter((other) => other === value).length + 1) / 2
    );
  const [rx, ry] = [rank(x), rank(y)];
  const mean = (x.length + 1) / 2;
  const product = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + (value - mean) * ((q[i] ?? 0) - mean), 0);
  return product(rx, ry) / Math.sqrt(product(rx, rx) * product(ry, ry));
}

/** The definition, step by step. */
function slowCause(
  pairs: readonly Pair[],
  link: readonly LinkSecond[],
) {
  const seen: { troubleMs: number; dbm: number }[] = [];
  for (let bin = 0; bin < 100; bin++) {
    const isIn = ({ atMs }: { atMs: number }) =>
      atMs >= bin * 10_000 && atMs < (bin + 1) * 10_000;
    const excess = pairs.filter(isIn).flatMap(({ a, b }) =>
      b === null || a === "self_dropped"
        ? []
        : [a === null ? 1000 : (a - b) / 1000]
    );
    const dbms = link.filter(isIn).flatMap(({ wifi }) =>
      wifi === null || wifi.signalDbm === null ? [] : [wifi.signalDbm]
    );
    if (excess.length === 0 || dbms.length === 0) continue;
    const mean = (all: readonly number[]) =>
      all.reduce((sum, value) => sum + value, 0) / all.length;
    seen.push({ troubleMs: mean(excess), dbm: mean(dbms) });
  }
  const correlation = spearman(
    seen.map(({ dbm }) => dbm),
    seen.map(({ troubleMs }) => troubleMs),
  );
  const worst = seen.toSorted((x, y) => y.troubleMs - x.troubleMs);
  const median = (bins: typeof seen) => medianOf(bins.map(({ dbm }) => dbm));
  const worstDbm = median(worst.slice(0, Math.ceil(seen.length / 10)));
  const goodDbm = median(worst.slice(Math.floor(seen.length / 2)));
  return seen.length >= 30 && correlation <= -0.4 && goodDbm - worstDbm >= 5
    ? { correlation, worstDbm, goodDbm }
    : null;
}

Deno.test("signalCauseOf() agrees with a slow one, whatever is lost or missing", () => {
  let named = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = seededRandom(seed);
    const strength = (seed % 4) / 3;
    const pairs: Pair[] = [];
    const link: LinkSecond[] = [];
    const seconds = 290 + Math.floor(random() * 80);
    for (let second = 0; second < seconds; second++) {
      const weak = Math.sin(second / 40) ** 2;
      const dbm = Math.round(-55 - 20 * weak - 4 * random());
      if (random() < 0.8) {
        link.push(wifiSecond(second * 1000 + 3, random() < 0.9 ? dbm : null));
      }
      const us = 4_000 + Math.floor(30_000 * strength * weak * random());
      const isLost = random() < 0.05 * strength * weak;
      pairs.push({
        atMs: second * 1000,
        a: isLost ? null : random() < 0.03 ? "self_dropped" : us,
        b: random() < 0.03 ? null : 4_000 + Math.floor(random() * 500),
      });
    }
    const a = columnsOf(rowsOf(pairs.filter(() => random() < 0.97), "a"));
    const b = columnsOf(rowsOf(pairs.filter(() => random() < 0.97), "b"));
    const common = pairs.filter(({ atMs }) =>
      a.atMs.includes(atMs) && b.atMs.includes(atMs)
    );
    const expected = slowCause(common, link);
    const found = signalCauseOf([{ a, b }], link);
    strictEqual(found === null, expected === null, `seed ${seed}`);
    if (found === null || expected === null) continue;
    named++;
    strictEqual(found.worstDbm, expected.worstDbm, `seed ${seed}`);
    strictEqual(found.goodDbm, expected.goodDbm, `seed ${seed}`);
    const error = Math.abs(found.correlation - expected.correlation);
    ok(error < 1e-9, `seed ${seed}: ${found.correlation}`);
  }
  ok(named >= 10 && named <= 35, `${named} of 40 were named`);
});

Deno.test("signalCauseOf() names a signal that wanders by 5 dB, and none that does by less", () => {
  const cause = (spreadDb: number) => {
    const pairs = Array.from({ length: 40 }, (_, bin): Pair => ({
      atMs: bin * 10_000,
      a: 5_000 + (bin % 2) * 1_000,
      b: 5_000,
    }));
    const link = pairs.map(({ atMs }, bin) =>
      wifiSecond(atMs, -60 - (bin % 2) * spreadDb)
    );
    return signalCauseOf([matchOf(pairs)], link);
  };
  strictEqual(cause(4.9), null);
  strictEqual(cause(5)?.worstDbm, -65);
  strictEqual(cause(5)?.goodDbm, -60);
});

Deno.test("signalCauseOf() names the signal where trouble follows it, and not else", () => {
  const noise = seededRandom(9);
  const weakDb = (second: number) => Math.floor(second / 60) % 2 === 0 ? 0 : 25;
  const pairs = Array.from({ length: 600 }, (_, second): Pair => ({
    atMs: second * 1000,
    a: 5_000 + 1_000 * weakDb(second),
    b: Math.round(5_000 + 2_000 * noise()),
  }));
  const seconds = (dbm: (second: number) => number) =>
    pairs.map(({ atMs }, second) => wifiSecond(atMs, dbm(second)));
  const match = matchOf(pairs);
  const cause = signalCauseOf([match], seconds((at) => -55 - weakDb(at)));
  ok(cause !== null && cause.correlation < -0.7 && cause.correlation >= -1);
  strictEqual(cause.worstDbm, -80);
  strictEqual(signalCauseOf([match], seconds(() => -60)), null);
  const random = seededRandom(2);
  const wandering = seconds(() => -50 - 30 * random());
  strictEqual(signalCauseOf([match], wandering), null);
});

Deno.test("signalCauseOf() uses every probe, and needs thirty times ten seconds", () => {
  // One probe in ten seconds; the weaker the signal, the slower.
  const cause = (count: number) => {
    const pairs = Array.from({ length: count }, (_, at): Pair => ({
      atMs: at * 10_000,
      a: 5_000 + 1_000 * at,
      b: 5_000,
    }));
    const link = pairs.map(({ atMs }, at) => wifiSecond(atMs, -50 - at));
    return signalCauseOf([matchOf(pairs)], link);
  };
  strictEqual(cause(29), null);
  deepStrictEqual(cause(30), {
    correlation: -1,
    worstDbm: -78, // the worst three: -77, -78, -79
    goodDbm: -57,
  });
});
