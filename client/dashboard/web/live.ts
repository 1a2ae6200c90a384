/// <reference lib="dom" />
/** What happens now, told by the program. @module */

import type { EventJson, TestStateJson } from "./api.ts";
import { camelJson } from "./camel_json.ts";
import type { LiveSample } from "./live_series.ts";

/** What an interface did in a second. */
export interface LinkSecondJson {
  readonly atMs: number;
  readonly interface: string;
  readonly spanMs: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly hasCarrier: boolean;
}

/** Who wants to know. */
export interface LiveListener {
  /** Probes, as they are answered or given up. */
  readonly onSamples?: (samples: readonly LiveSample[]) => void;
  /** What interfaces carried. */
  readonly onLinks?: (seconds: readonly LinkSecondJson[]) => void;
  /** Something has happened. */
  readonly onEvents?: (events: readonly EventJson[]) => void;
  /** Whether a monitor runs; `null`: the program itself cannot be reached. */
  readonly onMonitor?: (isRunning: boolean | null) => void;
  /** How the load test goes. */
  readonly onTest?: (test: TestStateJson) => void;
  /** After a while without news, to ask for what was missed. */
  readonly onResume?: () => void;
}

/** A line of the monitor's live stream. */
type LiveLine =
  | LiveSample & { readonly type: "sample" }
  | { readonly type: "link"; readonly second: LinkSecondJson }
  | { readonly type: "event"; readonly event: EventJson };

/**
 * Listens, while the page is seen: browsers allow few connections to one
 * program, and a hidden tab needs none.
 *
 * @param listener Who wants to know.
 */
export function listen(listener: LiveListener): void {
  let source: EventSource | null = null;
  const open = () => {
    source = new EventSource("/api/v1/live");
    // The same program wrote them.
    source.addEventListener("samples", ({ data }) => {
      pass(camelJson(data) as LiveLine[], listener);
    });
    source.addEventListener("monitor", ({ data }) => {
      const news = camelJson(data) as { readonly isRunning: boolean };
      listener.onMonitor?.(news.isRunning);
    });
    source.addEventListener("test", ({ data }) => {
      listener.onTest?.(camelJson(data) as TestStateJson);
    });
    source.addEventListener("error", () => listener.onMonitor?.(null));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      open();
      listener.onResume?.();
    }
  });
  if (!document.hidden) open();
}

function pass(lines: readonly LiveLine[], listener: LiveListener): void {
  const samples: LiveSample[] = [];
  const seconds: LinkSecondJson[] = [];
  const events: EventJson[] = [];
  for (const line of lines) {
    if (line.type === "sample") samples.push(line);
    else if (line.type === "link") seconds.push(line.second);
    else events.push(line.event);
  }
  if (samples.length > 0) listener.onSamples?.(samples);
  if (seconds.length > 0) listener.onLinks?.(seconds);
  if (events.length > 0) listener.onEvents?.(events);
}
