/** The colours of one picture. */
export interface Theme {
  /** Behind everything. */
  readonly background: string;
  /** Titles and axis labels. */
  readonly text: string;
  /** Subtitles and tick labels. */
  readonly quiet: string;
  /** Grid lines. */
  readonly grid: string;
  /** The shade over what was not measured. */
  readonly gap: string;
  /** Lost probes, and what is bad. */
  readonly loss: string;
  /** What is not so bad. */
  readonly warning: string;
  /** From little to much, apart for every kind of colour blindness. */
  readonly ramp: readonly string[];
  /** One colour a series, repeated past the end. */
  readonly series: readonly string[];
}

/**
 * For paper and bright rooms. The first six colours are Okabe and Ito's,
 * which stay apart for every kind of colour blindness; the others are Tol's
 * muted ones.
 *
 * @see {@link https://jfly.uni-koeln.de/color/ | Okabe and Ito, Color Universal Design}
 * @see {@link https://sronpersonalpages.nl/~pault/ | Tol, Colour Schemes}
 */
export const LIGHT: Theme = {
  background: "#ffffff",
  text: "#1b1f24",
  quiet: "#57606a",
  grid: "#e3e6ea",
  gap: "#8c959f",
  loss: "#c00020",
  warning: "#e08a00",
  ramp: ["#d9ecf7", "#9ecae1", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000"],
  series: [
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#b8860b",
    "#56b4e9",
    "#882255",
    "#6b7a12",
    "#332288",
    "#7a5c4f",
  ],
};

/** For dark rooms: the same hues, lifted until they stand out on black. */
export const DARK: Theme = {
  background: "#14171c",
  text: "#eef1f4",
  quiet: "#a6b0bb",
  grid: "#2b3138",
  gap: "#8c959f",
  loss: "#ff5c6c",
  warning: "#f0a030",
  ramp: ["#1d3f57", "#2f7fae", "#c99b4a", "#ec7d42", "#ff5c4d", "#ffd0c8"],
  series: [
    "#4db2f0",
    "#ff8a3d",
    "#2ecfa0",
    "#e79cc6",
    "#e8b93b",
    "#a3dcff",
    "#d4709f",
    "#b9c94a",
    "#9a8cf0",
    "#c7a595",
  ],
};

/** The themes by name. */
export const THEMES = { light: LIGHT, dark: DARK } as const;

/** `"light"` or `"dark"`. */
export type ThemeName = keyof typeof THEMES;

/**
 * A colour made translucent.
 *
 * @param hex `#rrggbb`.
 * @param alpha 0 (invisible) to 1.
 * @returns `#rrggbbaa`.
 */
export function translucent(hex: string, alpha: number): string {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
}
