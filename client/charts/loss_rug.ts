import type { SegmentsInput } from "./figure.ts";
import { colorOf } from "./look.ts";
import type { RugRow } from "./parts.ts";
import { type Theme, translucent } from "./theme.ts";

/**
 * What was lost, a row a series, to stand below the axis.
 *
 * @param input What was measured.
 * @param theme The picture's colours.
 */
export function lossRug(
  { series }: SegmentsInput,
  theme: Theme,
): readonly RugRow[] {
  return series.map(({ segments }, i) => ({
    color: colorOf(theme, i),
    ticks: segments.filter(({ lost }) => lost > 0).map((segment) => [
      segment.fromMs,
      segment.toMs,
      lossColor(theme, segment.lost / segment.sent),
    ]),
  }));
}

/** One lost probe must be seen, and 1 % be told from 20 %: hence the root. */
function lossColor(theme: Theme, share: number): string {
  return translucent(theme.loss, 0.2 + 0.8 * Math.sqrt(share));
}
