import { deepStrictEqual } from "node:assert/strict";
import { retentionRule } from "./retention_rule.ts";

Deno.test("retentionRule() has the time of day in minutes", () => {
  const days = { rawDays: 30, minuteDays: 90, hourDays: 0 };
  deepStrictEqual(retentionRule({ ...days, cleanupTime: "04:10" }), {
    ...days,
    atMinute: 250,
  });
  deepStrictEqual(retentionRule({ ...days, cleanupTime: "00:00" }).atMinute, 0);
  deepStrictEqual(
    retentionRule({ ...days, cleanupTime: "23:59" }).atMinute,
    1439,
  );
});
