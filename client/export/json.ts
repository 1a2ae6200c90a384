import type { StoredSample } from "../model/mod.ts";
import { blocksOf } from "./blocks.ts";
import { type ExportOptions, rowWriter } from "./row.ts";

/**
 * Samples as one JSON array of objects, whose keys are `COLUMNS`; what is not
 * known is `null`.
 *
 * @param samples Oldest first; any number of series.
 * @param options The loss.
 * @returns The file's text in blocks of about 64 Ki characters.
 */
export function jsonOf(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  return blocksOf(elements(samples, options));
}

function* elements(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  const row = jsonRowWriter(options);
  let before = "[\n";
  for (const sample of samples) {
    yield before + row(sample);
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/**
 * Makes the function that writes one sample as a JSON object.
 *
 * @param options The loss.
 */
export function jsonRowWriter(
  options: ExportOptions,
): (sample: StoredSample) => string {
  const row = rowWriter({
    text: (text) => JSON.stringify(text),
    none: "null",
    key: (column) => `"${column}":`,
  }, options);
  return (sample) => `{${row(sample)}}`;
}
