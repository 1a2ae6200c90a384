import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DASHBOARDS } from "../../tasks/write_dashboards.ts";
import { testWithTools } from "../support/skip.ts";
import { complaintAbout, filledIn, unknownIn } from "./expressions.ts";

/** What is read of a dashboard here. */
interface Page {
  readonly uid: string;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Record<"x" | "y" | "w" | "h", number>;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: {
    readonly list: readonly { readonly definition?: string }[];
  };
}

const PAGES: readonly Page[] = [...DASHBOARDS.values()].map((text) =>
  JSON.parse(text)
);

function expressions(): readonly string[] {
  return PAGES.flatMap(({ panels, templating }) => [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...templating.list.flatMap(({ definition = "" }) =>
      /^label_values\((.*), \w+\)$/.exec(definition)?.[1] ?? []
    ),
  ]).map(filledIn);
}

Deno.test("the dashboards are what tasks/write_dashboards.ts writes", () => {
  for (const [path, text] of DASHBOARDS) {
    strictEqual(
      Deno.readTextFileSync(path),
      text,
      "run `deno run -A tasks/write_dashboards.ts`",
    );
  }
});

Deno.test("the dashboards ask for nothing that no program tells", () => {
  deepStrictEqual(
    expressions().flatMap((expr) => unknownIn(expr)),
    [],
  );
});

testWithTools(
  "the dashboards' expressions are what Prometheus understands",
  ["promtool"],
  async () => {
    const all = expressions();
    ok(all.length > 60);
    strictEqual(await complaintAbout(all), "");
  },
);

Deno.test("the dashboards' panels have numbers of their own, and do not overlap", () => {
  for (const { uid, panels } of PAGES) {
    const ids = panels.map(({ id }) => id);
    deepStrictEqual([...new Set(ids)], ids, uid);
    for (const [i, { title, gridPos: a }] of panels.entries()) {
      ok(a.x + a.w <= 24, `${title} fits`);
      for (const { title: other, gridPos: b } of panels.slice(i + 1)) {
        const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x ||
          a.y + a.h <= b.y || b.y + b.h <= a.y;
        ok(isApart, `${title} and ${other}`);
      }
    }
  }
});
