/** Dashboards as the JSON that Grafana imports. @module */

import type { Board, Choice, Panel, Query, Row } from "./panel.ts";

const COLUMNS = 24;
const SOURCE = { type: "prometheus", uid: "${datasource}" };
const HEIGHTS: Readonly<Record<Panel["kind"], number>> = {
  stat: 4,
  timeseries: 8,
  heatmap: 8,
  table: 9,
};

/** Where a panel stands. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/**
 * Renders a dashboard.
 *
 * @param board What it shows.
 * @returns JSON, with a newline at its end.
 * @see {@link https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ | Dashboard JSON model}
 */
export function renderBoard(board: Board): string {
  const { uid, title, text, choices, rows } = board;
  const page = {
    uid,
    title,
    description: text,
    tags: ["bufferbane"],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    timezone: "browser",
    templating: { list: [sourceChoice(), ...choices.map(renderChoice)] },
    links: [{
      type: "dashboards",
      tags: ["bufferbane"],
      title: "bufferbane",
      asDropdown: true,
      keepTime: true,
      includeVars: true,
    }],
    panels: placed(rows),
  };
  return `${JSON.stringify(page, undefined, 2)}\n`;
}

/** Rows and panels one below the other, with their places. */
function placed(rows: readonly Row[]): readonly unknown[] {
  const all: unknown[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    const at = { x: 0, y, w: COLUMNS, h: 1 };
    all.push(heading(all.length + 1, title, at));
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of panels) {
      const { kind, width } = panel;
      if (x + width > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      const h = HEIGHTS[kind];
      all.push(renderPanel(all.length + 1, panel, { x, y, w: width, h }));
      x += width;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return all;
}

function heading(id: number, title: string, gridPos: Place): unknown {
  return { id, type: "row", title, collapsed: false, panels: [], gridPos };
}

function renderPanel(id: number, panel: Panel, gridPos: Place): unknown {
  const { kind, title, text, unit, queries } = panel;
  return {
    id,
    type: kind,
    title,
    description: text,
    gridPos,
    datasource: SOURCE,
    targets: queries.map((query, i) => target(query, { kind, i })),
    fieldConfig: {
      defaults: {
        unit,
        ...(kind === "timeseries" ? { custom: LINES } : {}),
        // Signal strengths are below 0.
        ...(kind === "timeseries" && unit !== "dBm" ? { min: 0 } : {}),
        color: {
          mode: kind === "timeseries" ? "palette-classic" : "thresholds",
        },
        thresholds: { mode: "absolute", steps: steps(panel) },
      },
      overrides: [],
    },
    options: optionsOf(panel),
    transformations: kind === "table" ? TABLE : [],
  };
}

const LINES = { lineWidth: 1, fillOpacity: 10, showPoints: "never" };

/** Several queries in one table, without what nobody reads. */
const TABLE = [
  { id: "merge", options: {} },
  {
    id: "organize",
    options: { excludeByName: { Time: true, job: true, __name__: true } },
  },
];

function target(
  { expr, legend }: Query,
  { kind, i }: { readonly kind: Panel["kind"]; readonly i: number },
): unknown {
  const isNow = kind === "table" || kind === "stat";
  const formats: Readonly<Partial<Record<Panel["kind"], string>>> = {
    table: "table",
    heatmap: "heatmap",
  };
  return {
    refId: String.fromCharCode("A".charCodeAt(0) + i),
    datasource: SOURCE,
    editorMode: "code",
    expr,
    legendFormat: legend,
    format: formats[kind] ?? "time_series",
    instant: isNow,
    range: !isNow,
  };
}

function steps({ limits, isLowBad = false }: Panel): readonly unknown[] {
  if (limits === undefined) return [{ color: "text", value: null }];
  const [yellow, red] = limits;
  return isLowBad
    ? [
      { color: "red", value: null },
      { color: "yellow", value: red },
      { color: "green", value: yellow },
    ]
    : [
      { color: "green", value: null },
      { color: "yellow", value: yellow },
      { color: "red", value: red },
    ];
}

function optionsOf({ kind, unit }: Panel): unknown {
  switch (kind) {
    case "timeseries":
      return {
        legend: {
          displayMode: "table",
          placement: "bottom",
          calcs: ["lastNotNull", "max"],
        },
        tooltip: { mode: "multi", sort: "desc" },
      };
    case "stat":
      return {
        colorMode: "value",
        graphMode: "none",
        textMode: "auto",
        reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
      };
    case "heatmap":
      return {
        calculate: false,
        cellGap: 0,
        color: { mode: "scheme", scheme: "Oranges", steps: 64 },
        yAxis: { unit },
      };
    case "table":
      return { showHeader: true, cellHeight: "sm" };
  }
}

function sourceChoice(): unknown {
  return {
    name: "datasource",
    label: "Source",
    type: "datasource",
    query: "prometheus",
    refresh: 1,
    regex: "",
    current: {},
    options: [],
  };
}

function renderChoice({ name, label, query, isMany }: Choice): unknown {
  return {
    name,
    label,
    type: "query",
    datasource: SOURCE,
    definition: query,
    query: { query, refId: name },
    refresh: 2,
    sort: 1,
    multi: isMany,
    includeAll: isMany,
    ...(isMany ? { allValue: ".*" } : {}),
    current: isMany ? { text: ["All"], value: ["$__all"] } : {},
    options: [],
  };
}
