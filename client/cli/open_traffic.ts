/** Traffic by kind, counted by the monitor. @module */

import { openBpf } from "@bufferbane/ffi/bpf";
import type { Settings } from "../config/mod.ts";
import { readText } from "../links/mod.ts";
import {
  TrafficWatch,
  type TrafficWatchContext,
} from "../monitor/traffic_watch.ts";
import { countedDevice } from "../traffic/counted_device.ts";
import { openTrafficSource, TrafficRefusal } from "../traffic/open_source.ts";

/**
 * Opens what counts. Load this module only if it is wished for.
 *
 * @param mode How to count.
 * @param context Whom it works with.
 */
export function openTraffic(
  mode: Settings["traffic"]["mode"],
  context: Omit<TrafficWatchContext, "open">,
): Disposable & Pick<TrafficWatch, "follow" | "take"> {
  using opened = new DisposableStack();
  const bpf = opened.use(openBpf());
  const { links, reader } = context;
  const watch = opened.use(
    new TrafficWatch({
      ...context,
      open(name) {
        const link = links.interfaces().find((one) => one.name === name);
        if (link === undefined) {
          throw new TrafficRefusal(
            `Cannot count traffic on ${name} as there is no such interface`,
          );
        }
        const device = countedDevice(link, readText);
        return openTrafficSource(bpf, mode, {
          name,
          device,
          reader,
          hasFlows: false,
        });
      },
    }),
  );
  const owned = opened.move();
  return {
    follow: (ports) => watch.follow(ports),
    take: () => watch.take(),
    [Symbol.dispose]: () => owned.dispose(),
  };
}
