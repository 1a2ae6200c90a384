/// <reference lib="dom" />
/** Small pictures without axes; what they show is said beside them. @module */

/** One line of a sparkline. */
export interface SparkLine {
  /** Instants, ms, and values; `null` breaks the line. */
  readonly points: readonly (readonly [atMs: number, value: number | null])[];
  /** The name of a colour of the style sheet, e.g. `"--rtt"`. */
  readonly color: string;
}

/** What a sparkline shows. */
export interface Spark {
  /** Its lines; all on one scale from zero. */
  readonly lines: readonly SparkLine[];
  /** Instants of losses, marked along the foot. */
  readonly lossesMs?: readonly number[];
  /** Its left end, ms. */
  readonly fromMs: number;
  /** Its right end, ms. */
  readonly toMs: number;
  /** The scale reaches this at least. */
  readonly leastMax: number;
  /** Points farther apart are not joined, ms. */
  readonly joinMs: number;
}

/** Of losses, px. */
const MARK = { widthPx: 3, heightPx: 9 } as const;
const LINE_PX = 1.6;
/** Above the highest point, px. */
const MARGIN_PX = 3;

/**
 * Draws a sparkline.
 *
 * @param canvas Where; as large as the style sheet makes it.
 * @param spark What.
 */
export function drawSpark(canvas: HTMLCanvasElement, spark: Spark): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  const isSized = canvas.width === Math.round(width * scale) &&
    canvas.height === Math.round(height * scale);
  if (!isSized) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const ctx = canvas.getContext("2d");
  if (ctx === null || width === 0) return;
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const { fromMs, toMs, lossesMs = [] } = spark;
  const values = spark.lines.flatMap(({ points }) =>
    points.flatMap(([atMs, value]) => atMs < fromMs ? [] : value ?? [])
  );
  const max = Math.max(spark.leastMax, ...values);
  const foot = height - (lossesMs.length > 0 ? MARK.heightPx : 1);
  const x = (atMs: number) => width * (atMs - fromMs) / (toMs - fromMs);
  const y = (value: number) => foot - (foot - MARGIN_PX) * value / max;
  ctx.strokeStyle = style.getPropertyValue("--line");
  ctx.lineWidth = 1;
  ctx.strokeRect(0, height - 0.5, width, 0);
  ctx.lineWidth = LINE_PX;
  ctx.lineJoin = "round";
  for (const { points, color } of spark.lines) {
    ctx.strokeStyle = style.getPropertyValue(color);
    ctx.beginPath();
    let lastMs: number | null = null;
    for (const [atMs, value] of points) {
      if (value === null) {
        lastMs = null;
        continue;
      }
      const isJoined = lastMs !== null && atMs - lastMs <= spark.joinMs;
      if (isJoined) ctx.lineTo(x(atMs), y(value));
      else {
        // A dot, should nothing follow.
        ctx.moveTo(x(atMs) - LINE_PX / 2, y(value));
        ctx.lineTo(x(atMs), y(value));
      }
      lastMs = atMs;
    }
    ctx.stroke();
  }
  ctx.fillStyle = style.getPropertyValue("--bad");
  for (const atMs of lossesMs) {
    const left = x(atMs) - MARK.widthPx / 2;
    ctx.fillRect(left, height - MARK.heightPx, MARK.widthPx, MARK.heightPx);
  }
}
