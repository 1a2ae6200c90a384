import { DELAY_AND_LOSS } from "./line_delay.ts";
import { LOAD_AND_SERVICES } from "./line_load.ts";
import { NOW } from "./line_now.ts";
import { INCIDENTS_AND_SELF } from "./line_self.ts";
import type { Board } from "./panel.ts";

/** Everything of one line. */
export const LINE: Board = {
  uid: "bufferbane-line",
  title: "bufferbane: one line",
  text: "How one client's line is and was, by interface",
  choices: [
    {
      name: "instance",
      label: "Client",
      query: "label_values(bufferbane_build_info, instance)",
      isMany: false,
    },
    {
      name: "interface",
      label: "Interface",
      query:
        'label_values(bufferbane_link_bytes_total{instance="$instance"}, interface)',
      isMany: true,
    },
  ],
  rows: [
    ...NOW,
    ...DELAY_AND_LOSS,
    ...LOAD_AND_SERVICES,
    ...INCIDENTS_AND_SELF,
  ],
};
