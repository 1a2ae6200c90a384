import type { StoredSample } from "../model/mod.ts";
import { blocksOf } from "./blocks.ts";
import { jsonRowWriter } from "./json.ts";
import type { ExportOptions } from "./row.ts";

/**
 * Samples as newline-delimited JSON: an object a line, its keys `COLUMNS`.
 *
 * @param samples Oldest first; any number of series.
 * @param options The loss.
 * @returns The file's text in blocks of about 64 Ki characters.
 */
export function ndjsonOf(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  return blocksOf(lines(samples, options));
}

function* lines(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  const row = jsonRowWriter(options);
  for (const sample of samples) yield row(sample) + "\n";
}
