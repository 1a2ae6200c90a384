import type { ChartOptions } from "chart.js";
import { fontOf, type Look } from "./look.ts";

/** A letter is so wide on average, as a part of its height: seldom more. */
const LETTER_WIDTH = 0.52;

/**
 * What all charts share: the heading, the legend, and that nothing moves.
 *
 * @param head The heading and what the reader must know.
 * @param look Size and colours.
 */
export function frame(
  head: { readonly title: string; readonly subtitle: readonly string[] },
  { theme, fontPx, widthPx }: Look,
) {
  return {
    animation: false,
    responsive: false,
    devicePixelRatio: 1,
    normalized: true,
    parsing: false,
    events: [],
    font: fontOf(fontPx),
    layout: { padding: Math.round(0.8 * fontPx) },
    plugins: {
      title: {
        display: true,
        align: "start",
        color: theme.text,
        font: { ...fontOf(1.5 * fontPx), weight: 600 },
        padding: { bottom: Math.round(fontPx / 3) },
        text: head.title,
      },
      subtitle: {
        display: true,
        align: "start",
        color: theme.quiet,
        font: fontOf(fontPx),
        padding: { bottom: Math.round(fontPx / 2) },
        text: head.subtitle.flatMap((line) =>
          wrapped(line, widthPx / (LETTER_WIDTH * fontPx))
        ),
      },
      legend: {
        align: "start",
        labels: {
          color: theme.text,
          font: fontOf(fontPx),
          boxWidth: 1.5 * fontPx,
          boxHeight: fontPx / 5,
          padding: Math.round(0.8 * fontPx),
        },
      },
      tooltip: { enabled: false },
    },
  } satisfies ChartOptions<"line">;
}

/** Chart.js would squeeze the letters of a line that is too long. */
function wrapped(text: string, letters: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > letters) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
