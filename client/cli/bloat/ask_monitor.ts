import { askForTest } from "../../monitor/control_client.ts";
import { LoadError } from "../../probes/load_error.ts";
import type { Show, WantedTest } from "./measure.ts";
import type { BloatResult } from "./result.ts";

/**
 * Has the running monitor run a test: it keeps the budget and the database,
 * and two tests at once would falsify both.
 *
 * @param paths Where it may listen.
 * @param wanted What to measure.
 * @param watcher Who is told how it goes, and what breaks it off.
 * @returns The result; `null` when no monitor runs.
 * @throws {LoadError} When there is no result to be had.
 */
export async function askMonitor(
  paths: readonly string[],
  wanted: WantedTest,
  { show, signal }: { readonly show: Show; readonly signal: AbortSignal },
): Promise<BloatResult | null> {
  const { plan, device, isOverBudget, to } = wanted;
  const answer = await askForTest(paths, {
    request: "bloat",
    interface: device,
    server: to instanceof URL ? "" : to.name,
    url: to instanceof URL ? to.href : "",
    ...plan,
    isOverBudget,
  }, {
    signal,
    onProgress(progress) {
      if (progress.kind === "bloat") show(progress);
    },
  });
  if (answer === null) return null;
  if ("error" in answer) throw new LoadError("refused", answer.error);
  // The same program wrote it, on the other side of the socket.
  if ("result" in answer) return answer.result as BloatResult;
  throw new LoadError("silent", "The monitor has told no result");
}
