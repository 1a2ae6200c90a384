/** The live page of `bufferbane traffic`. @module */

import { escapeHtml } from "../../charts/escape_html.ts";
import { PAGE_STYLE } from "../../charts/page_style.ts";
import { DARK, LIGHT } from "../../charts/theme.ts";
import type { TrafficContext } from "../../traffic/report.ts";
import { runTrafficPage } from "./script.ts";

/** The page's program. */
export const TRAFFIC_SCRIPT = `"use strict";\n(${runTrafficPage})();\n`;

/** The page's style sheet: that of the interactive charts, and its own. */
export const TRAFFIC_STYLE = `${PAGE_STYLE}
:root { --received: ${LIGHT.series[0]}; --sent: ${LIGHT.series[1]}; }
@media (prefers-color-scheme: dark) { :root { --received: ${
  DARK.series[0]
}; --sent: ${DARK.series[1]}; } }
#now { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 1rem 0; }
#now dt { color: var(--quiet); font-size: .9rem; }
#now dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
#now .received { color: var(--received); }
#now .sent { color: var(--sent); }
figure { position: relative; margin: 0; }
svg { display: block; width: 100%; height: clamp(10rem, 35vh, 24rem); border: 1px solid var(--line); border-radius: .4rem; }
polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
#received_bandwidth_bps { stroke: var(--received); }
#sent_bandwidth_bps { stroke: var(--sent); stroke-dasharray: 6 3; }
line { stroke: var(--line); vector-effect: non-scaling-stroke; }
figure > span { position: absolute; left: .5rem; font-size: .8rem; color: var(--quiet); }
#top { top: .2rem; }
#middle { top: calc(50% - 1.5rem); }
figcaption { display: flex; justify-content: space-between; font-size: .8rem; color: var(--quiet); }
meter { width: min(12rem, 15vw); }
table { min-width: 0; }
th:first-child { white-space: normal; }
a { color: var(--focus); }
#table { margin-top: 1rem; }
@media (max-width: 40rem) { th, td { padding: .25rem .3rem; } th { white-space: normal; } }
ul { padding-left: 1.2rem; color: var(--quiet); font-size: .9rem; }
`;

/** How a mode counts, for people. */
const MODES: Readonly<Record<TrafficContext["mode"], string>> = {
  "tcx": "every packet, both ways (TCX)",
  "xdp": "every packet that arrives, in the driver (XDP)",
  "xdp-generic": "every packet that arrives (generic XDP)",
  "counters": "by the interface's own counters",
};

/** How a mode counts, for people. */
function modeText(mode: TrafficContext["mode"]): string {
  return MODES[mode];
}

/**
 * The page.
 *
 * @param context What is counted, and how.
 */
export function trafficPage(context: TrafficContext): string {
  const name = escapeHtml(context.interface);
  const notes = context.notes.map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Traffic on ${name} - bufferbane</title>
<link rel="stylesheet" href="/traffic.css">
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>Traffic on ${name}</h1>
<p><span id="state" role="status">Waiting for the first second</span>. Counted: ${
    escapeHtml(modeText(context.mode))
  }.</p>
${notes.length === 0 ? "" : `<ul>${notes.join("")}</ul>`}
<dl id="now">
<div><dt>Received</dt><dd class="received" id="received">-</dd></div>
<div><dt>Sent</dt><dd class="sent" id="sent">-</dd></div>
<div><dt>Packets</dt><dd id="packets">-</dd></div>
<div><dt>Since the start</dt><dd id="total">-</dd></div>
</dl>
<figure>
<span id="top"></span><span id="middle"></span>
<svg viewBox="0 0 1000 300" preserveAspectRatio="none" role="img" aria-label="Bits per second of the last five minutes, received and sent">
<line x1="0" x2="1000" y1="150" y2="150"/>
<polyline id="received_bandwidth_bps"/>
<polyline id="sent_bandwidth_bps"/>
</svg>
<figcaption><span>5 minutes ago</span><span>now</span></figcaption>
</figure>
<div id="table" tabindex="0" role="region" aria-label="By kind">
<table>
<caption>By kind, in the last second, both ways</caption>
<thead><tr><th scope="col">Kind</th><th scope="col">Bits</th><th scope="col">Packets</th><th scope="col">Share of the bytes</th></tr></thead>
<tbody id="kinds"></tbody>
</table>
</div>
<p>A packet counts for every kind that it is: HTTPS is TCP as well. As JSON: <a href="/api/metrics/realtime">/api/metrics/realtime</a>, <a href="/api/stats/summary">/api/stats/summary</a></p>
</main>
<script src="/traffic.js"></script>
</body>
</html>
`;
}
