/**
 * Peak hour degradation: evening after evening (18 to 23 h local time) the
 * line is worse than in the dead of the same night (03 to 06 h), without load
 * of one's own.
 *
 * @module
 */

import type { Period, TestColumns } from "../../model/mod.ts";
import { busyMinutesOf } from "./busy.ts";
import { confidenceOf } from "./confidence.ts";
import { type Judgement, NOT_FOUND } from "./finding.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import { medianOf } from "./median.ts";
import type { Observed } from "./observed.ts";
import type { RungName } from "./rung.ts";
import { counted, short } from "./words.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Local hours, the first included and the last not. */
const EVENING = { fromHour: 18, toHour: 23 } as const;
const NIGHT = { fromHour: 3, toHour: 6 } as const;

/** An evening or night with fewer minutes measured says nothing. */
const FEWEST_MINUTES = { evening: 60, night: 40 } as const;
/** Fewer tests of an evening or a night say nothing of its rate. */
const FEWEST_TESTS = 3;
/** So many days with both are needed, and so many bad ones. */
const FEWEST_DAYS = 3;
/** So much of the evenings must be bad. */
const BAD_SHARE = 0.6;
/** An evening is bad from here on: RTT, ms, and share of the night's ... */
const SLOWER = { ms: 10, share: 0.3 } as const;
/** ... or loss, 0 to 1 ... */
const LOSSIER = 0.01;
/** ... or of the night's rate only so much. */
const RATE_SHARE = 0.7;

/** How one evening compares with its night. */
interface Evening extends Period {
  readonly slowerMs: number;
  readonly nightMs: number;
  readonly lossier: number;
  readonly ratio: number;
  readonly gatewaySlowerMs: number;
  readonly ispSlowerMs: number;
  /** Over what makes an evening bad: 1 and more is bad. */
  readonly margin: number;
}

/**
 * Judges a line.
 *
 * @param line The line.
 * @param observed The clock on the wall.
 * @returns The finding, with each bad evening.
 */
export function peakHourDegradation(
  line: Line,
  { localOffsetMs }: Pick<Observed, "localOffsetMs">,
): Judgement {
  const evenings = eveningsOf(line, localOffsetMs);
  if (evenings.length < FEWEST_DAYS) {
    return {
      kind: "not_enough_data",
      missing:
        `${FEWEST_DAYS} days with evenings (18-23 h) and nights (03-06 h), of which ${
          ["none is", "1 is"][evenings.length] ?? `${evenings.length} are`
        } there`,
    };
  }
  const bad = evenings.filter(({ margin }) => margin >= 1);
  if (bad.length < Math.max(FEWEST_DAYS, BAD_SHARE * evenings.length)) {
    return NOT_FOUND;
  }
  const typical = (of: (evening: Evening) => number) =>
    medianOf(bad.map(of).filter(Number.isFinite));
  const slowerMs = typical((evening) => evening.slowerMs);
  const lossier = typical((evening) => evening.lossier);
  const ratio = typical((evening) => evening.ratio);
  const rung = rungOf(line, bad);
  return {
    kind: "found",
    finding: {
      scenario: "peak_hour_degradation",
      interface: line.interface,
      families: [line.family],
      direction: null,
      rung,
      targets: line.far.map(({ series }) => series.target),
      times: bad.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      figures: {
        evenings: evenings.length,
        badEvenings: bad.length,
        slowerMs,
        nightMs: typical((evening) => evening.nightMs),
        lossPct: 100 * lossier,
        ...(Number.isFinite(ratio) ? { ratePct: 100 * ratio } : {}),
      },
      confidence: confidenceOf({
        margin: typical(({ margin }) => margin),
        repetition: bad.length / FEWEST_DAYS,
        completeness: line.load === null ? 0.95 : 1,
      }),
      sentence: `On ${bad.length} of ${
        counted(evenings.length, "evening")
      } (18-23 h) the line was clearly worse than in the night (03-06 h): ${
        howMuch({ slowerMs, lossier, ratio })
      }.${
        rung === "wifi" || rung === "gateway"
          ? " The way to the own router is worse in the evening as well: the cause is in the home (often the neighbours' Wi-Fi)."
          : " It looks like too many customers on the same line or at the same exchange."
      }`,
      advice: rung === "wifi" || rung === "gateway"
        ? "Use a cable or the 5 GHz band and another channel, and measure another three evenings."
        : "Send the provider this comparison of evenings and nights and ask when the segment will be extended; a reduced price may be due where less than contracted arrives.",
    },
  };
}

function eveningsOf(
  line: Line,
  localOffsetMs: Observed["localOffsetMs"],
): Evening[] {
  const isBusy = busyMinutesOf(line);
  const endMs = line.startMs + line.length * MINUTE_MS;
  const localStartMs = line.startMs + localOffsetMs(line.startMs);
  // Twice, for the days on which clocks change.
  const instantMs = (localMs: number) =>
    localMs - localOffsetMs(localMs - localOffsetMs(localMs));
  const found: Evening[] = [];
  const firstDay = Math.floor(localStartMs / DAY_MS) * DAY_MS;
  for (
    let dayMs = firstDay;
    instantMs(dayMs) < endMs;
    dayMs += DAY_MS
  ) {
    const within = ({ fromHour, toHour }: typeof EVENING | typeof NIGHT) => ({
      fromMs: instantMs(dayMs + fromHour * HOUR_MS),
      toMs: instantMs(dayMs + toHour * HOUR_MS),
    });
    found.push(...compare(line, {
      evening: within(EVENING),
      night: within(NIGHT),
      isBusy,
    }));
  }
  return found;
}

/** One evening and its night; none where too little was measured. */
function compare(line: Line, { evening, night, isBusy }: {
  readonly evening: Period;
  readonly night: Period;
  readonly isBusy: Uint8Array;
}): Evening[] {
  const differences = (tracks: readonly MinuteTrack[]) =>
    tracks.flatMap((track) => {
      const late = calm(track, { line, period: evening, isBusy });
      const early = calm(track, { line, period: night, isBusy });
      if (late.minutes < FEWEST_MINUTES.evening) return [];
      if (early.minutes < FEWEST_MINUTES.night) return [];
      return [{
        slowerMs: late.rttMs - early.rttMs,
        nightMs: early.rttMs,
        lossier: late.loss - early.loss,
      }];
    });
  const far = differences(line.far);
  if (far.length === 0) return [];
  // The target that suffers least: what all of them suffer is the line's.
  const slowerMs = Math.min(...far.map(({ slowerMs }) => slowerMs));
  const nightMs = Math.min(...far.map(({ nightMs }) => nightMs));
  const lossier = Math.min(...far.map(({ lossier }) => lossier));
  const ratio = ratioOf(line.tests, { evening, night });
  const nearer = (tracks: readonly MinuteTrack[]) =>
    medianOf(differences(tracks).map(({ slowerMs }) => slowerMs));
  return [{
    ...evening,
    slowerMs,
    nightMs,
    lossier,
    ratio,
    gatewaySlowerMs: nearer(line.gateway),
    ispSlowerMs: nearer(line.isp),
    margin: Math.max(
      slowerMs / Math.max(SLOWER.ms, SLOWER.share * nightMs),
      lossier / LOSSIER,
      Number.isNaN(ratio) ? 0 : (1 - ratio) / (1 - RATE_SHARE),
    ),
  }];
}

/** A series while nobody used the line much. */
function calm(track: MinuteTrack, { line, period, isBusy }: {
  readonly line: Line;
  readonly period: Period;
  readonly isBusy: Uint8Array;
}): {
  readonly minutes: number;
  readonly rttMs: number;
  readonly loss: number;
} {
  const from = Math.max(0, (period.fromMs - line.startMs) / MINUTE_MS);
  const to = Math.min(line.length, (period.toMs - line.startMs) / MINUTE_MS);
  const rtts: number[] = [];
  let sent = 0;
  let lost = 0;
  for (let at = from; at < to; at++) {
    if (isBusy[at] === 1 || line.isDisturbed[at] === 1) continue;
    const p50Us = track.p50Us[at] ?? -1;
    if (p50Us < 0) continue;
    rtts.push(p50Us / 1000);
    sent += track.sent[at] ?? 0;
    lost += track.lost[at] ?? 0;
  }
  return { minutes: rtts.length, rttMs: medianOf(rtts), loss: lost / sent };
}

/**
 * The evening's rate by the night's; NaN: too few tests. The download's, which
 * the neighbours use up, unless only the upload is tested.
 */
function ratioOf(
  tests: readonly TestColumns[],
  { evening, night }: { readonly evening: Period; readonly night: Period },
): number {
  const methods = new Set(tests.map(({ method }) => method));
  const [ratio = NaN] = (["downloadBps", "uploadBps"] as const).flatMap((of) =>
    // By name, so that a transfer (tcp) comes before a train.
    [...methods].toSorted().flatMap((method) => {
      const own = tests.filter((one) => one.method === method);
      const late = own.flatMap((one) => ratesWithin(one, of, evening));
      const early = own.flatMap((one) => ratesWithin(one, of, night));
      if (late.length < FEWEST_TESTS || early.length < FEWEST_TESTS) return [];
      return [medianOf(late) / medianOf(early)];
    })
  );
  return ratio;
}

/** The rates of those that began in a period, where measured, bit/s. */
function ratesWithin(
  tests: TestColumns,
  of: "uploadBps" | "downloadBps",
  { fromMs, toMs }: Period,
): readonly number[] {
  const [from, to] = [firstFrom(tests, fromMs), firstFrom(tests, toMs)];
  return [...tests[of].subarray(from, to)].filter(Number.isFinite);
}

/** Where the first lies that began at an instant or after it. */
function firstFrom({ atMs, length }: TestColumns, fromMs: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? Infinity) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest rung that has half of the far targets' delay. */
function rungOf(line: Line, bad: readonly Evening[]): RungName | null {
  const share = (of: (evening: Evening) => number) =>
    medianOf(
      bad.map((evening) => of(evening) / evening.slowerMs)
        .filter(Number.isFinite),
    );
  const isSlow = medianOf(bad.map(({ slowerMs }) => slowerMs)) >= SLOWER.ms / 2;
  if (!isSlow) return null;
  if (share(({ gatewaySlowerMs }) => gatewaySlowerMs) > 0.5) {
    return line.connectionType === "wifi" ? "wifi" : "gateway";
  }
  const isp = share(({ ispSlowerMs }) => ispSlowerMs);
  return Number.isNaN(isp) ? null : isp > 0.5 ? "access" : "isp_core";
}

function howMuch({ slowerMs, lossier, ratio }: {
  readonly slowerMs: number;
  readonly lossier: number;
  readonly ratio: number;
}): string {
  return [
    ...(slowerMs >= SLOWER.ms / 2 ? [`${short(slowerMs)} ms slower`] : []),
    ...(lossier >= LOSSIER / 2
      ? [`${short(100 * lossier)} % more packets lost`]
      : []),
    ...(ratio <= 0.9 ? [`${short(100 * ratio)} % of the speed`] : []),
  ].join(", ");
}
