/**
 * Writes the dashboards for Grafana: `deno run -A tasks/write_dashboards.ts`.
 *
 * @module
 */

import { FLEET } from "./grafana/fleet.ts";
import { LINE } from "./grafana/line.ts";
import { renderBoard } from "./grafana/render.ts";
import { SERVER } from "./grafana/server.ts";

const FOLDER = new URL(
  "../docs/operating/grafana/dashboards/",
  import.meta.url,
);

/** The files, by their paths. */
export const DASHBOARDS: ReadonlyMap<string, string> = new Map(
  [FLEET, LINE, SERVER].map((board) => [
    new URL(`${board.uid.replace("bufferbane-", "")}.json`, FOLDER).pathname,
    renderBoard(board),
  ]),
);

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const [path, text] of DASHBOARDS) await Deno.writeTextFile(path, text);
}
