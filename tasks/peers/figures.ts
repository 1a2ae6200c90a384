import type { Figure } from "./figure.ts";
import { OF_A_FLEET } from "./figures_fleet.ts";
import { OF_THE_LINE } from "./figures_line.ts";
import { OF_LOAD } from "./figures_load.ts";
import { OF_THE_MONITOR } from "./figures_monitor.ts";
import { OF_TRAFFIC } from "./figures_traffic.ts";

/** Everything that `deno task peers` measures, in the page's order. */
export const FIGURES: readonly Figure[] = [
  ...OF_THE_MONITOR,
  ...OF_THE_LINE,
  ...OF_LOAD,
  ...OF_TRAFFIC,
  ...OF_A_FLEET,
];
