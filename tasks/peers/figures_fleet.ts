/** What telling figures to others costs, and many clients together. @module */

import { type Figure, peer, under } from "./figure.ts";

/** Figures of metrics and of a fleet. */
export const OF_A_FLEET: readonly Figure[] = under("Metrics", [
  {
    name: "fleet",
    steps: [peer("fleet", ["--real", "50"], ["--real", "3"])],
    minutes: 5,
    rank: 1,
  },
  {
    name: "scraped_echoes",
    steps: [peer("scraped_echoes", ["--stretches", "80"], [
      ...["--stretches", "16"],
    ])],
    minutes: 1,
    rank: 1,
  },
]);
