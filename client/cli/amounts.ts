/** Amounts for people, in powers of ten, as networks count. @module */

/** E.g. `"345.7 MB"`: powers of ten, as networks count. */
export function byteCount(bytes: number): string {
  return scaled(bytes, "B");
}

/** E.g. `"2.5 Gbit/s"`. */
export function bitRate(bitsPerS: number): string {
  return scaled(bitsPerS, "bit/s");
}

function scaled(value: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T"];
  let step = 0;
  let rest = value;
  // 999.95 would be written as 1000.0.
  while (rest >= 999.95 && step < prefixes.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits = step === 0 || Number.isInteger(rest) ? 0 : 1;
  return `${rest.toFixed(digits)} ${prefixes[step]}${unit}`;
}
