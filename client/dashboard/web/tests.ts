/// <reference lib="dom" />
/** Load tests: to run one and watch it, and those that were. @module */

import type { TestResult } from "../../model/test_result.ts";
import { ask, change, type TestStateJson } from "./api.ts";
import { choice, make, table } from "./dom.ts";
import { listen } from "./live.ts";
import { complain, fill, type PageContext, type View } from "./page.ts";
import { periodChoice } from "./period_choice.ts";
import { RunningTest } from "./test_progress.ts";
import { type BloatJson, gradeBadge, resultOf } from "./test_result.ts";
import { bytesText, countText, rateText } from "./words.ts";

/** The page. */
export const TESTS: View = { title: "Tests", open };

const DEFAULT_LAST = "30d";
/** With a server, a month has a hundred thousand. */
const LIMIT = 500;
const KINDS = [
  ["all", "all tests"],
  ["bloat", "bufferbloat tests"],
  ["throughput", "throughput tests"],
] as const;

/** A test as it is stored, without its whole result. */
type TestJson = Omit<TestResult, "details">;

interface TestsJson {
  readonly tests: readonly TestJson[];
  readonly total: number;
}

function open(context: PageContext): void {
  const { main, status } = context;
  const list = make("section", { class: "card" });
  let last = DEFAULT_LAST;
  let kind: string = KINDS[0][0];
  const show = () => fill(list, () => listOf(context, { last, kind }));
  const end = make("div");
  const running = new RunningTest(() =>
    void change("DELETE", "/tests/running").catch((error) =>
      complain(end, error)
    )
  );
  const form = startForm(context);
  let wasRunning = false;
  const take = (test: TestStateJson | null) => {
    running.show(test);
    form.setIdle(!test?.isRunning);
    if (test !== null && !test.isRunning) {
      const { error, result } = test.end ?? {};
      end.replaceChildren();
      if (error !== undefined) complain(end, new Error(error));
      // The program's own result, as `bufferbane bloat --json` has it.
      else if (result !== undefined) end.append(resultOf(result as BloatJson));
      if (wasRunning) void show();
    } else if (test?.isRunning) end.replaceChildren();
    wasRunning = test?.isRunning ?? false;
  };
  const periods = periodChoice(DEFAULT_LAST, (period) => {
    last = period.last;
    void show();
  }, "24h");
  const kinds = choice("Show", KINDS, (value) => {
    kind = value;
    void show();
  });
  main.append(
    form.element,
    running.element,
    end,
    make("h2", {}, "Tests so far"),
    make("div", { class: "tools" }, periods.element, kinds.field),
    list,
  );
  take(status.test);
  void show();
  const catchUp = async () => {
    take(
      (await ask<{ readonly test: TestStateJson | null }>(
        "/tests/running",
      )).test,
    );
  };
  listen({ onTest: take, onResume: () => void catchUp() });
}

/** What a test is started with. */
function startForm({ status }: PageContext): {
  readonly element: HTMLElement;
  readonly setIdle: (isIdle: boolean) => void;
} {
  const options = (names: readonly string[]) =>
    names.map((name) => make("option", { value: name }, name));
  const device = make("select", {}, ...options(status.interfaces));
  const server = make("select", {}, ...options(status.servers));
  const url = make("input", {
    type: "url",
    placeholder: "https://example.com/large-file",
    pattern: "https?://.+",
  });
  const isOver = make("input", { type: "checkbox" });
  const press = make(
    "button",
    { class: "primary" },
    "Start a bufferbloat test",
  );
  const fault = make("div");
  const hasServer = status.servers.length > 0;
  url.required = !hasServer;
  const form = make(
    "form",
    { class: "form" },
    make("label", {}, "Over the interface", device),
    hasServer ? make("label", {}, "With your server", server) : make(
      "label",
      {},
      "With a large file on the web (a server of your own tells more)",
      url,
    ),
    make(
      "label",
      { class: "check" },
      isOver,
      "Although this month's budget of data may be used up",
    ),
    make("div", {}, press),
    fault,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fault.replaceChildren();
    press.disabled = true;
    change("POST", "/tests", {
      interface: device.value,
      server: server.value,
      url: hasServer ? "" : url.value,
      "is_over_budget": isOver.checked,
    }).catch((error) => {
      press.disabled = false;
      complain(fault, error);
    });
  });
  return {
    element: make(
      "section",
      { class: "card" },
      make("h2", {}, "What does a full line do to your delay?"),
      make(
        "p",
        {},
        "The test fills the line for about 40 seconds, down, up and both at once, and measures how much slower everything else becomes. " +
          "It moves as much data as the line carries in that time; calls and games suffer while it runs.",
      ),
      form,
    ),
    setIdle(isIdle) {
      press.disabled = !isIdle;
    },
  };
}

async function listOf(
  { clock }: PageContext,
  wish: { readonly last: string; readonly kind: string },
): Promise<readonly HTMLElement[]> {
  const { tests, total } = await ask<TestsJson>("/tests", {
    ...wish,
    limit: LIMIT,
  });
  if (tests.length === 0) {
    return [make("p", {}, "No test of this kind was run in this time.")];
  }
  const all = `${countText(total)} tests`;
  return [table({
    caption: total > tests.length
      ? `The newest ${tests.length} of ${all}`
      : all,
    head: ["When", "Grade", "What", "Down", "Up", "Over", "With", "Data"],
    rows: tests.map((test) => [
      clock.dateTime(test.atMs),
      gradeBadge(test.grade),
      `${test.kind === "bloat" ? "Bufferbloat" : "Throughput"}${
        test.isComplete ? "" : ", cut off"
      }${test.isScheduled ? "" : ", by hand"}`,
      rateText(test.downloadBps),
      rateText(test.uploadBps),
      test.interface,
      test.server,
      bytesText(test.sentBytes + test.receivedBytes),
    ]),
  })];
}
