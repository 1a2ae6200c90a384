/** Reads what Prometheus scrapes, more strictly than Prometheus does. @module */

/** One line of figures. */
export interface Sample {
  /** As it stands there, with `_bucket` and the like. */
  readonly name: string;
  /** Names and values, without escapes. */
  readonly labels: Readonly<Record<string, string>>;
  /** The figure. */
  readonly value: number;
}

/** One metric. */
export interface Family {
  /** What `# TYPE` calls it. */
  readonly type: string;
  /** Its lines, in their order. */
  readonly samples: readonly Sample[];
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ["", "_total"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
};

/**
 * Reads a whole exposition: each metric is declared once and before its lines,
 * no line comes twice, ranges of a histogram add up.
 *
 * @param text In Prometheus's format, or OpenMetrics.
 * @throws {SyntaxError} Where it is not so.
 */
export function familiesOf(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, { type: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let declared = "";
  for (const line of text.split("\n")) {
    const [, keyword, name = "", rest = ""] =
      /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (line === "" || line === "# EOF" || keyword === "HELP") continue;
    if (keyword === "TYPE") {
      if (families.has(name)) throw new SyntaxError(`Twice: ${line}`);
      families.set(declared = name, { type: rest, samples: [] });
      continue;
    }
    const family = families.get(declared);
    const sample = sampleOf(line);
    const suffixes = SUFFIXES[family?.type ?? ""] ?? [];
    const isOwn = suffixes.some((end) => sample.name === declared + end);
    if (family === undefined || !isOwn || seen.has(keyOf(sample))) {
      throw new SyntaxError(`Cannot place: ${line}`);
    }
    seen.add(keyOf(sample));
    family.samples.push(sample);
  }
  for (const [name, { type, samples }] of families) {
    if (type === "histogram") checkHistogram(name, samples);
  }
  return families;
}

function sampleOf(line: string): Sample {
  const [, name = "", inner = "", figure = ""] = LINE.exec(line) ?? [];
  const value = figure === "+Inf" ? Infinity : Number(figure);
  if (name === "" || Number.isNaN(value)) {
    throw new SyntaxError(`Cannot read: ${line}`);
  }
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let end = 0; end < inner.length; end = LABEL.lastIndex) {
    const [, label = "", text = ""] = LABEL.exec(inner) ?? [];
    if (label === "") throw new SyntaxError(`Cannot read labels: ${line}`);
    labels[label] = text.replace(
      /\\(.)/g,
      (_, escaped) => escaped === "n" ? "\n" : escaped,
    );
  }
  return { name, labels, value };
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  let [bound, count] = [-Infinity, 0];
  for (const { name: own, labels, value } of samples) {
    if (own === `${name}_bucket`) {
      const le = labels["le"] === "+Inf" ? Infinity : Number(labels["le"]);
      if (!(le > bound) || value < count) {
        throw new SyntaxError(
          `Cannot add up ${name}: ${JSON.stringify(labels)}`,
        );
      }
      [bound, count] = [le, value];
    } else if (own === `${name}_count`) {
      if (bound !== Infinity || value !== count) {
        throw new SyntaxError(`Cannot count ${name}: ${value} in all`);
      }
      [bound, count] = [-Infinity, 0];
    }
  }
}

function keyOf({ name, labels }: Sample): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}
