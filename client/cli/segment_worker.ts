/// <reference lib="deno.worker" />
/** A thread that reads and reduces lines of a chart. @module */

import { openReader } from "../store/mod.ts";
import { segmentsOf, type SegmentTask } from "./segmenting.ts";

self.onmessage = ({ data }: MessageEvent<SegmentTask>) => {
  using reader = openReader(data.path);
  self.postMessage(segmentsOf(reader, data));
};
