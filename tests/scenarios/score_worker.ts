/** Makes runs in a thread, for `deno task scenarios`. */
import type { Run } from "./plan.ts";
import { runOnce } from "./score.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<Run>) => void) | null;
  postMessage(message: unknown): void;
}

// A worker's global scope, which no library of types here describes.
const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { seed, truth, days } }) =>
  scope.postMessage(runOnce(seed, truth, days));
