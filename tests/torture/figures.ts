/** Whether a run is to take a minute instead of many. */
export function isQuick(): boolean {
  return Deno.args.includes("--quick");
}

/**
 * Prints a figure line, and remembers whether it was good enough.
 *
 * @param name What was measured.
 * @param figure What came out.
 * @param isGood Whether it is within what is promised.
 */
export function figure(name: string, figure: string, isGood: boolean): void {
  const line = `${isGood ? "ok  " : "FAIL"} ${name}: ${figure}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
  if (!isGood) Deno.exitCode = 1;
}

/**
 * The value below which a share of all lies.
 *
 * @param values Any numbers.
 * @param share 0 to 1.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[index] ?? NaN;
}
