import type { Mutant } from "./mutant.ts";
import EQUIVALENTS from "./equivalents.json" with { type: "json" };
import PLACES from "./places.json" with { type: "json" };

/** By file, the elements of arrays that are always there. */
const PLACES_OF = new Map<string, readonly string[]>(Object.entries(PLACES));

/**
 * Why a mutant does the same as the code it was made of, if somebody has seen
 * that it does.
 *
 * `equivalents.json` has them by what they change, not by line or id, so that a
 * reader can check the reason. `places.json` has elements, as they are written,
 * that no caller can ask for outside their array: what stands behind `??`
 * there, only the compiler asks for.
 *
 * @param mutant One that survived.
 * @returns `undefined` if it is not listed.
 */
export function reasonFor(
  mutant: Pick<Mutant, "file" | "within" | "before" | "after">,
): string | undefined {
  const { file, within, after } = mutant;
  const listed = EQUIVALENTS.find((one) =>
    one.file === file && one.within === within && one.after === after
  )?.why;
  if (listed !== undefined) return listed;
  return PLACES_OF.get(file)?.some((place) => isFallback(mutant, place))
    ? "The place is always within the array; the compiler alone asks for a fallback."
    : undefined;
}

/** Whether all that differs is the number behind `place ??`. */
function isFallback(
  { before, after }: Pick<Mutant, "before" | "after">,
  place: string,
): boolean {
  const [head = "", ...tail] = before.split(`${place} ?? `);
  const number = /^(\(-?\d+\)|-?\d+)/;
  return tail.some((_, at) => {
    const start = `${[head, ...tail.slice(0, at)].join(`${place} ?? `)}` +
      `${place} ?? `;
    return after.startsWith(start) &&
      before.slice(start.length).replace(number, "") ===
        after.slice(start.length).replace(number, "");
  });
}
