/** The options that `chart`, `charts` and `report` share. @module */

import { PICTURE_SIDE } from "../../charts/mod.ts";
import type { Settings } from "../../config/mod.ts";
import type { DelayName } from "./material.ts";

const MAX_SEGMENTS = 2000;
const DELAYS: readonly DelayName[] = ["round-trip", "one-way", "queue"];

/** For citty. */
export const PICTURE_ARGS = {
  theme: {
    type: "string",
    default: "light",
    valueHint: "light|dark",
    description: "The picture's colours",
  },
  width: { type: "string", valueHint: "PIXELS", description: "Its width" },
  height: { type: "string", valueHint: "PIXELS", description: "Its height" },
  segments: {
    type: "string",
    valueHint: "N",
    description: "Into how many stretches of time it is divided",
  },
} as const;

/** Their values. */
export interface PictureArgs {
  readonly theme: string;
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  readonly segments?: string | undefined;
}

/** What was asked for, checked; `undefined` leaves it to the configuration. */
export interface PictureWishes {
  /** The colours. */
  readonly theme: "light" | "dark";
  /** Pixels. */
  readonly widthPx: number | undefined;
  /** Pixels. */
  readonly heightPx: number | undefined;
  /** How many. */
  readonly segments: number | undefined;
}

/**
 * Reads the options.
 *
 * @param args As typed.
 * @throws {SyntaxError} When one cannot be.
 */
export function pictureWishes(args: PictureArgs): PictureWishes {
  return {
    theme: themeOf(args.theme),
    widthPx: whole("--width", args.width, PICTURE_SIDE),
    heightPx: whole("--height", args.height, PICTURE_SIDE),
    segments: whole("--segments", args.segments, {
      minPx: 1,
      maxPx: MAX_SEGMENTS,
    }),
  };
}

/**
 * A picture's size.
 *
 * @param wishes What was asked for.
 * @param settings What holds otherwise.
 */
export function sizeOf(
  wishes: PictureWishes,
  { export: own }: Pick<Settings, "export">,
): { readonly widthPx: number; readonly heightPx: number } {
  return {
    widthPx: wishes.widthPx ?? own.chartWidthPx,
    heightPx: wishes.heightPx ?? own.chartHeightPx,
  };
}

/**
 * Reads `--delay`.
 *
 * @param text As typed.
 * @throws {SyntaxError} When there is no such delay.
 */
export function delayOf(text: string): DelayName {
  const delay = DELAYS.find((name) => name === text);
  if (delay !== undefined) return delay;
  throw new SyntaxError(
    `Cannot draw the delay "${text}" (allowed: ${DELAYS.join(", ")})`,
  );
}

function themeOf(text: string): "light" | "dark" {
  if (text === "light" || text === "dark") return text;
  throw new SyntaxError(
    `Cannot use the theme "${text}" (allowed: light, dark)`,
  );
}

function whole(
  option: string,
  text: string | undefined,
  range: { readonly minPx: number; readonly maxPx: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (
    /^\d+$/.test(text) && value >= range.minPx && value <= range.maxPx
  ) return value;
  throw new SyntaxError(
    `Cannot use ${option} "${text}" (allowed: a whole number, ${range.minPx} to ${range.maxPx})`,
  );
}
