/**
 * What is usual for a line that nothing is wrong with, to the provider's first
 * router: orders of magnitude, so that a reader can place the figures.
 */
const USUAL: Readonly<Record<string, string>> = {
  cable:
    "8 to 20 ms to the provider's first router and a few ms of jitter, as modems take turns in sending; evenings are slow only where too many share a segment.",
  dsl:
    "8 to 30 ms to the provider's first router, the more the better the line is protected against errors (interleaving), and next to no jitter or loss.",
  fibre:
    "1 to 5 ms to the provider's first router, and next to no jitter or loss.",
  "5g":
    "15 to 50 ms to the provider's first router and 5 to 15 ms of jitter, changing with reception and with how many use the cell.",
  satellite:
    "25 to 60 ms with small steps every 15 s from satellites in low orbit, 600 ms from one that stands still.",
  wisp:
    "5 to 30 ms to the provider's first router and some jitter; rain, leaves and neighbours on the same channel may cost more.",
};

/**
 * What is usual for a technology.
 *
 * @param technology As `[line] technology` has it.
 * @returns A sentence; empty where nothing is known.
 */
export function usualFor(technology: string): string {
  const usual = USUAL[technology];
  return usual === undefined ? "" : `Usual for ${technology}: ${usual}`;
}
