/** How much of a file, or of many, ran. */
export interface Coverage {
  readonly lines: number;
  readonly linesRun: number;
  readonly branches: number;
  readonly branchesRun: number;
}

/** Of nothing. */
export const NOTHING: Coverage = {
  lines: 0,
  linesRun: 0,
  branches: 0,
  branchesRun: 0,
};

/**
 * Reads a report in the format of lcov's `geninfo`.
 *
 * @param report Its text.
 * @returns By file, as the report names it.
 * @see {@link https://man.archlinux.org/man/geninfo.1#TRACEFILE_FORMAT | geninfo(1)}
 */
export function readLcov(report: string): ReadonlyMap<string, Coverage> {
  const files = new Map<string, Coverage>();
  for (const record of report.split("end_of_record\n")) {
    const file = /^SF:(.*)$/m.exec(record)?.[1];
    if (file === undefined) continue;
    files.set(file, {
      lines: countOf(record, "LF"),
      linesRun: countOf(record, "LH"),
      branches: countOf(record, "BRF"),
      branchesRun: countOf(record, "BRH"),
    });
  }
  return files;
}

function countOf(record: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)$`, "m").exec(record)?.[1] ?? 0);
}

/** All of some together. */
export function total(some: Iterable<Coverage>): Coverage {
  let sum = NOTHING;
  for (const one of some) {
    sum = {
      lines: sum.lines + one.lines,
      linesRun: sum.linesRun + one.linesRun,
      branches: sum.branches + one.branches,
      branchesRun: sum.branchesRun + one.branchesRun,
    };
  }
  return sum;
}

/** Of a hundred; 100 where there is nothing to run. */
export function pct(run: number, all: number): number {
  return all === 0 ? 100 : 100 * run / all;
}
