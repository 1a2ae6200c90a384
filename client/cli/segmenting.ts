import {
  directionColumns,
  rolledWay,
  type Segment,
  Segmenter,
} from "../analysis/mod.ts";
import type { Period, SampleColumns, Series } from "../model/mod.ts";
import type { StoreReader } from "../store/mod.ts";

/** What a chart draws as one line. */
export interface SegmentTask {
  /** The database, for a thread that has to open it itself. */
  readonly path: string;
  /** Which samples. */
  readonly series: Series;
  /** Of one-way delays which, and which way; `null` for round trips. */
  readonly way:
    | {
      readonly direction: "up" | "down";
      readonly delay: "one-way" | "queue";
    }
    | null;
  /** When. */
  readonly period: Period;
  /** Into how many segments. */
  readonly segments: number;
  /** When bufferbane was not measuring. */
  readonly gaps: readonly Period[];
}

/** Shorter segments are read sample by sample. */
const SUMMED_FROM_MS = 3_600_000;
/** Fewer samples, over all tasks, are read before threads have started. */
const THREADS_FROM_MS = 5 * 86_400_000;
const MAX_THREADS = 4;

/**
 * Reads one line's samples and reduces them.
 *
 * @param reader The database.
 * @param task Which line.
 */
export function segmentsOf(
  reader: StoreReader,
  task: SegmentTask,
): readonly Segment[] {
  const { series, way, period, segments, gaps } = task;
  const segmenter = new Segmenter(period, { segments, gaps });
  const add = (columns: SampleColumns) =>
    segmenter.add(way === null ? columns : directionColumns(columns, way));
  const stepMs = (period.toMs - period.fromMs) / segments;
  if (stepMs < SUMMED_FROM_MS && period.fromMs >= reader.rollups.rawFromMs) {
    for (const columns of reader.sampleChunks(series, period)) add(columns);
    return segmenter.finish();
  }
  for (let i = 0; i < segments; i++) {
    const part = {
      fromMs: period.fromMs + i * stepMs,
      toMs: i === segments - 1 ? period.toMs : period.fromMs + (i + 1) * stepMs,
    };
    const options = { exactBelowMs: SUMMED_FROM_MS };
    for (const piece of reader.rollups.summed(series, part, options)) {
      if (piece.kind === "samples") add(piece.columns);
      else segmenter.addSummed(piece.period, rolledWay(piece.rollup, way));
    }
  }
  return segmenter.finish();
}

/**
 * Reads and reduces all lines, on several cores if there are many samples to
 * be read, as SQLite hands over two million a second.
 *
 * @param reader The database.
 * @param tasks The lines.
 * @returns Their segments, in the order of the tasks.
 * @throws {Error} When a thread fails.
 */
export async function segmentAll(
  reader: StoreReader,
  tasks: readonly SegmentTask[],
): Promise<readonly (readonly Segment[])[]> {
  const { summedUntilMs } = reader.rollups;
  const workMs = tasks.reduce((sum, { period: { fromMs, toMs }, segments }) => {
    const isShort = toMs - fromMs < segments * SUMMED_FROM_MS;
    const samplesMs = isShort ? fromMs : Math.max(fromMs, summedUntilMs);
    return sum + Math.max(0, toMs - samplesMs);
  }, 0);
  const threads = Math.min(
    tasks.length,
    navigator.hardwareConcurrency,
    MAX_THREADS,
  );
  if (threads < 2 || workMs < THREADS_FROM_MS) {
    return tasks.map((task) => segmentsOf(reader, task));
  }
  const results: (readonly Segment[])[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const url = new URL("./segment_worker.ts", import.meta.url);
      const worker = new Worker(url, { type: "module", name: "segments" });
      try {
        for (let index; (index = next++) < tasks.length;) {
          results[index] = await answerOf(worker, tasks[index]);
        }
      } finally {
        worker.terminate();
      }
    }),
  );
  return results;
}

function answerOf(
  worker: Worker,
  task: SegmentTask | undefined,
): Promise<readonly Segment[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Segment[]>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(task);
  });
}
