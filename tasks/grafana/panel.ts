/** Grafana's dashboards as data, so that they can be read and tested. @module */

/** A query, and what its series are called. */
export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** With `{{label}}`s. */
  readonly legend: string;
}

/** What a panel shows. */
export interface Panel {
  /** How. */
  readonly kind: "timeseries" | "stat" | "table" | "heatmap";
  /** Over it. */
  readonly title: string;
  /** What it means, for whoever points at it. */
  readonly text: string;
  /** As Grafana calls them, e.g. `"s"`; `"short"` for plain numbers. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  /** What it asks. */
  readonly queries: readonly Query[];
  /** From where on it is bad, and very bad; left out: neither. */
  readonly limits?: readonly [yellow: number, red: number];
  /** Whether lower values are the bad ones. */
  readonly isLowBad?: boolean;
}

/** Panels under a heading. */
export interface Row {
  /** The heading. */
  readonly title: string;
  /** Left to right, wrapped. */
  readonly panels: readonly Panel[];
}

/** A choice at the top of the page. */
export interface Choice {
  /** As queries call it, with `$`. */
  readonly name: string;
  /** As people call it. */
  readonly label: string;
  /** `label_values(metric, label)`. */
  readonly query: string;
  /** Whether several, and all, may be chosen. */
  readonly isMany: boolean;
}

/** A page. */
export interface Board {
  /** Its address, for good. */
  readonly uid: string;
  /** Its name. */
  readonly title: string;
  /** What it is for. */
  readonly text: string;
  /** What can be chosen. */
  readonly choices: readonly Choice[];
  /** Its contents. */
  readonly rows: readonly Row[];
}
