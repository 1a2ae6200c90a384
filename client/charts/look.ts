import type { LookOptions } from "./figure.ts";
import { type Theme, THEMES } from "./theme.ts";

/** A figure's look, worked out. */
export interface Look {
  /** Width in pixels. */
  readonly widthPx: number;
  /** Height in pixels. */
  readonly heightPx: number;
  /** Its colours. */
  readonly theme: Theme;
  /** The height of ordinary letters, px: legible at any size. */
  readonly fontPx: number;
}

/**
 * Works out a look.
 *
 * @param options What was asked for.
 */
export function lookOf(options: LookOptions): Look {
  const { widthPx = 1920, heightPx = 1080, theme = "light" } = options;
  const fontPx = Math.max(12, Math.round(Math.sqrt(widthPx * heightPx) / 75));
  return { widthPx, heightPx, theme: THEMES[theme], fontPx };
}

/**
 * The colour of a series, the same in every chart.
 *
 * @param theme The picture's colours.
 * @param index Its place among those drawn.
 */
export function colorOf(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.text;
}

/**
 * A font as Chart.js takes it.
 *
 * @param px How high.
 */
export function fontOf(px: number): { family: string; size: number } {
  return { family: "Inter, system-ui, sans-serif", size: Math.round(px) };
}
