/**
 * How a program tells a running monitor that it loads a line on purpose, over
 * its control socket, every second:
 *
 * ```text
 * > {"request":"own_load","interface":"eth0","movedBytes":1250000}
 * < {}
 * ```
 *
 * It is over three seconds after it was said last.
 *
 * @module
 */

/** What is said. */
export interface OwnLoadRequest {
  /** Its name. */
  readonly request: "own_load";
  /** The interface that it leaves by. */
  readonly interface: string;
  /** What it has moved so far, both ways. */
  readonly movedBytes: number;
}

/** What the monitor answers. */
export interface OwnLoadAnswer {
  /** What was wrong with it; absent: taken. */
  readonly error?: string;
}

/**
 * Reads what came over the socket.
 *
 * @param request As it came.
 * @returns It; a sentence where it is none.
 */
export function readOwnLoad(
  request: Readonly<Record<string, unknown>>,
): OwnLoadRequest | string {
  const { interface: name, movedBytes } = request;
  return typeof name === "string" && typeof movedBytes === "number" &&
      movedBytes >= 0
    ? { request: "own_load", interface: name, movedBytes }
    : `Cannot take own_load as interface and movedBytes are not a name and a count: found ${
      JSON.stringify({ interface: name, movedBytes })
    }`;
}
