/** As many objects a probe as the design's own measurements made. */
const OBJECTS = 3_000;

/** Makes work for the garbage collector, for exactness that must not mind it. */
export function makeGarbage(): number {
  const objects = Array.from({ length: OBJECTS }, (_, index) => ({
    index,
    numbers: [index, index + 1],
  }));
  return objects.reduce((sum, { numbers }) => sum + numbers.length, 0);
}
