import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { NOTHING, pct, readLcov, total } from "./lcov.ts";

const REPORT = `SF:/a/one.ts
FN:1,one
FNF:1
FNH:1
BRDA:3,0,0,1
BRDA:3,0,1,0
BRF:2
BRH:1
DA:1,1
DA:2,0
LH:1
LF:2
end_of_record
SF:/a/two.ts
FNF:0
FNH:0
BRF:0
BRH:0
DA:1,7
LH:1
LF:1
end_of_record
`;

Deno.test("readLcov() gives each file's lines and branches", () => {
  deepStrictEqual([...readLcov(REPORT)], [
    ["/a/one.ts", { lines: 2, linesRun: 1, branches: 2, branchesRun: 1 }],
    ["/a/two.ts", { lines: 1, linesRun: 1, branches: 0, branchesRun: 0 }],
  ]);
});

Deno.test("total() adds up files, and pct() of nothing is all", () => {
  const { lines, linesRun, branches, branchesRun } = total(
    readLcov(REPORT).values(),
  );
  deepStrictEqual([lines, linesRun, branches, branchesRun], [3, 2, 2, 1]);
  deepStrictEqual(total([]), NOTHING);
  strictEqual(pct(branchesRun, branches), 50);
  strictEqual(pct(0, 0), 100);
});
