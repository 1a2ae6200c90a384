import { deepStrictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { LossWindow } from "./loss_window.ts";

function counts(window: LossWindow): readonly number[] {
  const { sentShort, lostShort, sentLong, lostLong } = window;
  return [sentShort, lostShort, sentLong, lostLong];
}

Deno.test("LossWindow counts the last 60 and 600 seconds", () => {
  const window = new LossWindow();
  for (let s = 0; s < 1000; s++) window.add(s * 1000, s % 100 === 0);
  // 940 to 999 has no hundredth; 400 to 999 has 400, 500 ... 900.
  deepStrictEqual(counts(window), [60, 0, 600, 6]);
  window.add(1_000_000, true);
  deepStrictEqual(counts(window), [60, 1, 600, 6]);
});

Deno.test("LossWindow takes probes a little out of order, and corrections", () => {
  const window = new LossWindow();
  window.add(10_000, false);
  window.add(12_000, false);
  window.add(11_000, true);
  deepStrictEqual(counts(window), [3, 1, 3, 1]);
  window.correct(11_000);
  window.correct(11_000);
  deepStrictEqual(counts(window), [3, 0, 3, 0], "no loss twice");
  window.add(-700_000, true);
  deepStrictEqual(counts(window), [3, 0, 3, 0], "too long ago");
});

Deno.test("LossWindow.correct() takes nothing of what is outside its ten minutes", () => {
  const window = new LossWindow();
  for (let s = 1; s <= 600; s++) window.add(s * 1000, s === 1 || s === 600);
  deepStrictEqual(counts(window), [60, 1, 600, 2]);
  window.correct(601_000); // where second 1 is remembered
  window.correct(0); // where second 600 is
  deepStrictEqual(counts(window), [60, 1, 600, 2]);
  window.correct(1_000);
  deepStrictEqual(counts(window), [60, 1, 600, 1]);
});

Deno.test("LossWindow forgets all after ten minutes without a probe", () => {
  const window = new LossWindow();
  window.add(0, true);
  window.add(600_000, false);
  deepStrictEqual(counts(window), [1, 0, 1, 0]);
});

Deno.test("LossWindow.reset() leaves nothing that could leave the window later", () => {
  const window = new LossWindow();
  for (let s = 0; s < 30; s++) window.add(s * 1000, true);
  window.reset();
  deepStrictEqual(counts(window), [0, 0, 0, 0]);
  window.add(30_000, false);
  window.add(700_000, false);
  for (const s of [30, 95]) window.add((670 + s) * 1000, false);
  deepStrictEqual(counts(window), [1, 0, 3, 0]);
  const again = new LossWindow();
  again.add(0, true);
  again.reset();
  again.add(60_000, false);
  deepStrictEqual(counts(again), [1, 0, 1, 0], "nothing is taken off again");
});

Deno.test("LossWindow agrees with one that keeps every probe", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seededRandom(seed);
    const window = new LossWindow();
    const kept: { second: number; isLost: boolean }[] = [];
    let second = 5;
    for (let i = 0; i < 600; i++) {
      // Mostly a second or none further, now and then to an edge of a window.
      const far = [1, 1, 1, 59, 60, 61, 599, 600, 601, 40];
      second += random() < 0.03
        ? far[Math.floor(random() * far.length)] ?? 1
        : Math.floor(random() * 3);
      const late = random() < 0.1 ? Math.floor(random() * 700) : 0;
      const at = Math.max(0, second - late);
      const isLost = random() < 0.3;
      window.add(at * 1000 + Math.floor(random() * 1000), isLost);
      kept.push({ second: at, isLost });
      const newest = Math.max(...kept.map(({ second }) => second));
      const place = Math.floor(random() * kept.length);
      const wrong = kept[place];
      if (random() < 0.2 && wrong?.isLost) {
        window.correct(wrong.second * 1000 + 999);
        wrong.isLost = false;
      }
      const within = (span: number) =>
        kept.filter(({ second }) => second > newest - span);
      const lost = (span: number) =>
        within(span).filter(({ isLost }) => isLost).length;
      deepStrictEqual(
        counts(window),
        [within(60).length, lost(60), within(600).length, lost(600)],
        `seed ${seed}, probe ${i}`,
      );
    }
  }
});
