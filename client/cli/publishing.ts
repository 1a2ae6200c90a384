import type { ControlSocket } from "../monitor/control.ts";
import type { Stage } from "../pipeline.ts";
import { snakeJson } from "../export/snake_json.ts";
import { sampleJson } from "./console/sample_text.ts";

/**
 * Tells those who watch the monitor what it measures: one JSON object a line,
 * which says in `type` what it is.
 *
 * @param control Where they watch; `undefined`: nowhere.
 * @returns A stage that does nothing while nobody watches.
 */
export function publishing(control: ControlSocket | undefined): Stage {
  return {
    tick: () => {},
    sample(measurement, ipdvNs) {
      if (control?.hasViewers) control.publish(sampleJson(measurement, ipdvNs));
    },
    event(event) {
      if (!control?.hasViewers) return;
      control.publish(snakeJson({ type: "event", event }));
    },
    linkSecond(second) {
      if (!control?.hasViewers) return;
      control.publish(snakeJson({ type: "link", second }));
    },
  };
}
