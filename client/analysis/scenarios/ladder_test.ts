import { deepStrictEqual } from "node:assert/strict";
import { diagnose } from "./diagnose.ts";
import { linkOf, observedOf, THREE } from "./testing.ts";

/** Ten minutes with a fifth lost. */
const isLost = (second: number) =>
  second >= 6000 && second < 6600 && second % 5 === 0;

const ROWS = [
  { lossy: ["gateway", "isp", "a", "b", "c"], at: "gateway", why: "at home" },
  { lossy: ["isp", "a", "b", "c"], at: "access", why: "from the ISP on" },
  { lossy: ["a", "b", "c"], at: "isp_core", why: "all, beyond its router" },
  { lossy: ["a", "b"], at: "peering", why: "some" },
  { lossy: ["b"], at: "far_end", why: "one" },
  { lossy: ["isp"], at: null, why: "a router that answers when it likes" },
  { lossy: ["gateway"], at: null, why: "what is beyond it is well" },
] as const;

for (const { lossy, at, why } of ROWS) {
  Deno.test(`ladderOf() puts loss of ${lossy.join(", ")} to ${at ?? "no step"}: ${why}`, () => {
    const targets = [{ target: "gateway" }, { target: "isp" }, ...THREE].map((
      one,
    ) =>
      (lossy as readonly string[]).includes(one.target)
        ? { ...one, isLost }
        : one
    );
    const { ladders } = diagnose(observedOf({ minutes: 240, targets }));
    deepStrictEqual(
      ladders.flatMap(({ rungs }) =>
        rungs.filter(({ badMinutes }) => badMinutes > 0)
          .map(({ name, badMinutes }) => [name, badMinutes])
      ),
      at === null ? [] : [[at, 10]],
    );
  });
}

Deno.test("ladderOf() puts what happens without a carrier to this machine", () => {
  const targets = THREE.map((one) => ({ ...one, isLost }));
  const link = linkOf(240, () => ({ up: 1000, down: 1000 }));
  link.downSeconds.fill(60, 100, 110);
  const { ladders } = diagnose(
    observedOf({ minutes: 240, targets, links: [link] }),
  );
  deepStrictEqual(ladders[0]?.rungs[0]?.badMinutes, 10);
});

Deno.test("ladderOf() leaves out the steps that nobody looked at", () => {
  const { ladders } = diagnose(
    observedOf({ minutes: 240, targets: [{ target: "a" }] }),
  );
  deepStrictEqual(
    ladders[0]?.rungs.map(({ name }) => name),
    ["access", "far_end"],
  );
});

Deno.test("compareFamilies() says that IPv6 is down and IPv4 is fine", () => {
  const dead = (second: number) => second >= 6000 && second < 7200;
  const targets = [
    ...THREE,
    ...THREE.map((one) => ({ ...one, family: 6 as const, isLost: dead })),
  ];
  const { families } = diagnose(observedOf({ minutes: 240, targets }));
  deepStrictEqual(families, [{
    interface: "eth0",
    bothMinutes: 240,
    only4DownMinutes: 0,
    only6DownMinutes: 20,
  }]);
});
