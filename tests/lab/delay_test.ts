import { ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { delayLine } from "./delay.ts";
import { openLab } from "./lab.ts";
import { median, ping } from "./testing.ts";

testInNamespaces(
  "delayLine() adds its delay each way, and counts",
  async (t) => {
    await using lab = await openLab({ routers: 3 });
    const tenMs = { delayNs: 10e6 };
    await using delay = await delayLine(lab, { up: tenMs, down: tenMs });
    await t.step("to the server, in both families", async () => {
      for (const target of [lab.server4, lab.server6]) {
        const { rttsMs } = await ping(lab, target, { count: 50 });
        strictEqual(rttsMs.length, 50);
        const rttMs = median(rttsMs);
        ok(rttMs >= 20 && rttMs < 22, `${target}: ${rttMs} ms`);
      }
    });
    await t.step("not to the gateway", async () => {
      const { rttsMs } = await ping(lab, lab.hops[0]?.ipv4 ?? "", {
        count: 10,
      });
      ok(median(rttsMs) < 5);
    });
    await t.step("without becoming a hop", async () => {
      const { text } = await ping(lab, lab.server4, {
        count: 1,
        args: ["-t2"],
      });
      ok(text.includes(`From ${lab.hops[1]?.ipv4}`), text);
    });
    await t.step("with a truth for loss and copies", async () => {
      const before = await delay.change({
        up: { delayNs: 0, loss: 0.2 },
        down: { delayNs: 0, duplicate: 0.2 },
      });
      const { received, text } = await ping(lab, lab.server4, { count: 200 });
      const { up, down } = await delay.counters();
      strictEqual(up.offered - before.up.offered, 200);
      strictEqual(received, 200 - up.lost);
      const copies = [...text.matchAll(/DUP/g)].length;
      strictEqual(copies, down.duplicated);
      ok(up.lost > 0 && down.duplicated > 0);
    });
  },
);

testInNamespaces("delayLine() can delay one interface only", async () => {
  await using lab = await openLab({ interfaces: ["eth0", "wlan0"] });
  const [, wlan] = lab.interfaces;
  ok(wlan !== undefined);
  await using _delay = await delayLine(lab, {
    down: { delayNs: 30e6 },
    client: wlan,
  });
  const slow = await ping(lab, lab.server4, { count: 10, from: "wlan0" });
  const fast = await ping(lab, lab.server4, { count: 10, from: "eth0" });
  ok(median(slow.rttsMs) >= 30, "wlan0");
  ok(median(fast.rttsMs) < 15, "eth0");
});
