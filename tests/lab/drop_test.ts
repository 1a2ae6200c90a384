import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { drop } from "./drop.ts";
import { openLab } from "./lab.ts";
import { ping } from "./testing.ts";

testInNamespaces(
  "drop() loses what it says, in its direction only",
  async (t) => {
    await using lab = await openLab();
    await t.step("a share, equal to the kernel's count", async () => {
      await using up = await drop(lab.line.up, { kind: "share", share: 0.2 });
      await using down = await drop(lab.line.down, { kind: "share", share: 0 });
      const { received } = await ping(lab, lab.server4, { count: 300 });
      const { seenPackets, droppedPackets } = await up.counters();
      strictEqual(seenPackets, 300);
      strictEqual(received, 300 - droppedPackets);
      ok(droppedPackets > 20 && droppedPackets < 110, `${droppedPackets}`);
      deepStrictEqual(await down.counters(), {
        seenPackets: received,
        droppedPackets: 0,
      });
    });
    await t.step("a burst of 3 in every 10", async () => {
      await using _loss = await drop(lab.line.down, {
        kind: "pattern",
        lost: 3,
        of: 10,
      });
      const { text } = await ping(lab, lab.server4, { count: 20 });
      const seqs = [...text.matchAll(/icmp_seq=(\d+)/g)].map(([, seq]) =>
        Number(seq)
      );
      deepStrictEqual(seqs, [4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 20]);
    });
    await t.step("the next 2 packets", async () => {
      await using loss = await drop(lab.line.up, { kind: "next", packets: 2 });
      const { received } = await ping(lab, lab.server6, { count: 10 });
      strictEqual(received, 8);
      strictEqual((await loss.counters()).droppedPackets, 2);
    });
    await t.step("everything for one address", async () => {
      await using _hole = await drop(lab.line.up, {
        kind: "all",
        match: `ip daddr ${lab.server4}`,
      });
      strictEqual((await ping(lab, lab.server4, { count: 2 })).received, 0);
      strictEqual((await ping(lab, lab.server6, { count: 2 })).received, 2);
    });
    await t.step("with a word from the router", async () => {
      for (const target of [lab.server4, lab.server6]) {
        await using _refusal = await drop(lab.interfaces[0].up, {
          kind: "all",
          reject: "host-unreachable",
        });
        const { text } = await ping(lab, target, { count: 1 });
        ok(/Unreachable|unreachable/.test(text), text);
      }
    });
    await t.step("nothing once it is disposed of", async () => {
      strictEqual((await ping(lab, lab.server4, { count: 20 })).received, 20);
    });
  },
);

testInNamespaces("drop() refuses impossible shares", async () => {
  await using lab = await openLab();
  await rejects(drop(lab.line.up, { kind: "share", share: 2 }), {
    name: "RangeError",
    message:
      "Cannot drop packets as share is out of range: found 2 (allowed: 0 to 1)",
  });
});
