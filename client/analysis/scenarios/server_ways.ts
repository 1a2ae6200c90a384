import type { Line } from "./line.ts";

/** What an own server saw of each direction. */
export interface ServerWay {
  /** The interface. */
  readonly interface: string;
  /** The IP version. */
  readonly family: 4 | 6;
  /** What the user calls the server. */
  readonly server: string;
  /** Packets sent to it and asked back. */
  readonly sent: number;
  /** Of these, lost. */
  readonly lost: number;
  /** Of the lost, those that never reached it. */
  readonly lostUp: number;
  /** Of the lost, those whose answer was lost. */
  readonly lostDown: number;
}

/**
 * Counts what was lost on each way. What was lost while nothing at all came
 * through is of neither, and in `lost` only.
 *
 * @param line The line.
 * @returns An entry an own server.
 */
export function serverWaysOf(line: Line): ServerWay[] {
  return line.far.flatMap(({ series, sent, lost, echo }) =>
    echo === undefined ? [] : [{
      interface: line.interface,
      family: line.family,
      server: series.server,
      sent: sumOf(sent),
      lost: sumOf(lost),
      lostUp: sumOf(echo.lostUp),
      lostDown: sumOf(echo.lostDown),
    }]
  );
}

function sumOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
