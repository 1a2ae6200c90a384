import type { Mutant } from "./mutant.ts";
import EQUIVALENTS from "./equivalents.json" with { type: "json" };

/**
 * Why a mutant does the same as the code it was made of, if somebody has seen
 * that it does.
 *
 * `equivalents.json` has them by what they change, not by line or id, so that a
 * reader can check the reason.
 *
 * @param mutant One that survived.
 * @returns `undefined` if it is not listed.
 */
export function reasonFor(
  { file, within, after }: Mutant,
): string | undefined {
  return EQUIVALENTS.find((one) =>
    one.file === file && one.within === within && one.after === after
  )?.why;
}
