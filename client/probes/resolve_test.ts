import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { lookup } from "node:dns/promises";
import { FakeLibc } from "@bufferbane/ffi/testing";
import {
  type FamilyChoice,
  type Lookup,
  TargetResolver,
  type TargetResolverOptions,
} from "./resolve.ts";
import { ProbeBench } from "./testing.ts";

type Found = Awaited<ReturnType<Lookup>>;

const V4 = [{ address: "192.0.2.1", family: 4 }];
const V6 = [{ address: "2001:db8::1", family: 6 }];
const NEVER = new Promise<Found>(() => {});

/** A resolver with scripted lookups: the nth answer to any name. */
class Lab implements Disposable {
  readonly bench = new ProbeBench(new FakeLibc({}));
  readonly asked: string[] = [];
  readonly changes: string[] = [];
  readonly problems: string[] = [];
  readonly resolver: TargetResolver;

  constructor(
    answers: (nth: number, name: string) => Promise<Found>,
    more: Partial<TargetResolverOptions> = {},
  ) {
    const { schedule, clock } = this.bench.context;
    this.resolver = new TargetResolver({
      schedule,
      clock,
      lookup: (name) => {
        this.asked.push(name);
        return answers(this.asked.length, name);
      },
    }, {
      names: ["a.test"],
      family: "auto",
      hasFamily: () => true,
      refreshNs: 300_000_000_000n,
      retryNs: 5_000_000_000n,
      timeoutNs: 30_000_000_000n,
      onChange: (name, addresses) => {
        const texts = addresses.map(({ address }) => address);
        this.changes.push(`${name} ${texts.join(" ")}`);
      },
      onProblem: (name, problem) => this.problems.push(`${name}: ${problem}`),
      ...more,
    });
  }

  async pass(seconds: number): Promise<void> {
    // In steps, so that what a lookup sets off is seen while time passes.
    for (let step = 0; step < seconds; step++) {
      await this.bench.pass(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  [Symbol.dispose](): void {
    this.resolver[Symbol.dispose]();
    this.bench[Symbol.dispose]();
  }
}

const fails = () => Promise.reject(new Error("getaddrinfo ENOTFOUND a.test"));

Deno.test("TargetResolver never looks up an address", async () => {
  const names = ["192.0.2.7", "2001:db8::7", "fe80::1%eth0"];
  using lab = new Lab(fails, { names, family: "4" });
  await lab.pass(10);
  deepStrictEqual(lab.asked, []);
  deepStrictEqual(names.map((name) => lab.resolver.addressesOf(name)), [
    [{ address: "192.0.2.7", family: 4 }],
    [{ address: "2001:db8::7", family: 6 }],
    [{ address: "fe80::1%eth0", family: 6 }],
  ]);
});

Deno.test("TargetResolver finds addresses and asks again every refresh", async () => {
  using lab = new Lab(() => Promise.resolve([...V6, ...V4]));
  deepStrictEqual(lab.resolver.addressesOf("a.test"), [], "not known yet");
  await lab.pass(1);
  deepStrictEqual(lab.changes, ["a.test 192.0.2.1 2001:db8::1"]);
  await lab.pass(605);
  strictEqual(lab.asked.length, 3);
  strictEqual(lab.changes.length, 1, "the same again is no change");
});

Deno.test("TargetResolver retries a name that never resolves less and less often", async () => {
  using lab = new Lab(fails);
  await lab.pass(170);
  // At 0, 5, 15, 35, 75 and 155 s, and a little.
  strictEqual(lab.asked.length, 6);
  deepStrictEqual(lab.changes, []);
  deepStrictEqual(lab.resolver.addressesOf("a.test"), []);
  deepStrictEqual(lab.problems, ["a.test: getaddrinfo ENOTFOUND a.test"]);
});

Deno.test("TargetResolver takes a name that resolves later", async () => {
  using lab = new Lab((nth) => nth < 3 ? fails() : Promise.resolve(V4));
  await lab.pass(20);
  deepStrictEqual(lab.changes, ["a.test 192.0.2.1"]);
  strictEqual(lab.problems.length, 1);
});

Deno.test("TargetResolver reports a change once, and keeps the last good address", async () => {
  const moved = [{ address: "192.0.2.99", family: 4 }];
  using lab = new Lab((nth) => {
    if (nth === 1) return Promise.resolve(V4);
    return nth === 2 ? Promise.resolve(moved) : fails();
  });
  await lab.pass(1_000);
  deepStrictEqual(lab.changes, ["a.test 192.0.2.1", "a.test 192.0.2.99"]);
  ok(lab.asked.length > 4, "it went on asking");
  deepStrictEqual(lab.resolver.addressesOf("a.test"), moved);
});

Deno.test("TargetResolver goes on while the resolver hangs, and asks only so much", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.test`);
  using lab = new Lab(() => NEVER, { names });
  await lab.pass(300);
  strictEqual(lab.asked.length, 8, "no more are under way at once");
  deepStrictEqual(lab.changes, []);
  deepStrictEqual(
    lab.problems,
    names.slice(0, 8).map((name) =>
      `${name}: no answer from the resolver within 30 s`
    ),
  );
});

Deno.test("TargetResolver keeps addresses while the resolver hangs, then recovers", async () => {
  using lab = new Lab((nth) => nth === 2 ? NEVER : Promise.resolve(V4));
  await lab.pass(333);
  deepStrictEqual(lab.resolver.addressesOf("a.test"), V4);
  await lab.pass(10);
  strictEqual(lab.asked.length, 3);
  deepStrictEqual(lab.problems, [], "it is measured all the time");
});

Deno.test("TargetResolver takes an answer that comes after its timeout", async () => {
  const slow = Promise.withResolvers<Found>();
  using lab = new Lab((nth) => nth === 1 ? slow.promise : NEVER);
  await lab.pass(40);
  slow.resolve(V4);
  await lab.pass(1);
  deepStrictEqual(lab.changes, ["a.test 192.0.2.1"]);
});

Deno.test("TargetResolver lets no old answer undo a newer one", async () => {
  const slow = Promise.withResolvers<Found>();
  using lab = new Lab((nth) => nth === 1 ? slow.promise : Promise.resolve(V4));
  await lab.pass(40);
  slow.resolve([{ address: "192.0.2.99", family: 4 }]);
  await lab.pass(1);
  deepStrictEqual(lab.changes, ["a.test 192.0.2.1"]);
});

Deno.test("TargetResolver.doubt() asks soon, but not all the time", async () => {
  using lab = new Lab(() => Promise.resolve(V4));
  for (let second = 0; second < 20; second++) {
    lab.resolver.doubt("a.test");
    lab.resolver.doubt("192.0.2.1");
    await lab.pass(1);
  }
  ok(lab.asked.length >= 3 && lab.asked.length <= 5, `${lab.asked.length}`);
});

Deno.test("TargetResolver chooses the families it is told to", async () => {
  const both: Found = [...V4, ...V6];
  const cases: readonly [
    family: FamilyChoice,
    hasV6: boolean,
    found: Found,
    expected: readonly string[],
    problem: string,
  ][] = [
    ["auto", true, both, ["a.test 192.0.2.1 2001:db8::1"], ""],
    ["auto", false, both, ["a.test 192.0.2.1"], ""],
    ["both", false, both, ["a.test 192.0.2.1 2001:db8::1"], ""],
    ["4", true, both, ["a.test 192.0.2.1"], ""],
    ["6", true, both, ["a.test 2001:db8::1"], ""],
    ["6", true, V4, [], "a.test has no IPv6 address"],
    ["auto", false, V6, [], "a.test has no IPv4 address"],
  ];
  for (const [family, hasV6, found, expected, problem] of cases) {
    using lab = new Lab(() => Promise.resolve(found), {
      family,
      hasFamily: (version) => version === 4 || hasV6,
    });
    await lab.pass(1);
    deepStrictEqual(lab.changes, expected, `${family} ${hasV6}`);
    deepStrictEqual(lab.problems, problem === "" ? [] : [`a.test: ${problem}`]);
  }
});

Deno.test("TargetResolver measures on over a family that the machine lost", async () => {
  let hasV6 = true;
  using lab = new Lab(() => Promise.resolve([...V4, ...V6]), {
    hasFamily: (version) => version === 4 || hasV6,
  });
  await lab.pass(1);
  hasV6 = false;
  await lab.pass(1_000);
  strictEqual(lab.resolver.addressesOf("a.test").length, 2);
});

Deno.test("TargetResolver works with the system's own lookup", async () => {
  const { schedule, clock } = new ProbeBench(new FakeLibc({})).context;
  const changed = Promise.withResolvers<void>();
  using resolver = new TargetResolver({
    schedule,
    clock,
    lookup: (name) => lookup(name, { all: true, order: "verbatim" }),
  }, {
    names: ["localhost"],
    family: "4",
    hasFamily: () => true,
    refreshNs: 1n,
    retryNs: 1n,
    timeoutNs: 1n,
    onChange: () => changed.resolve(),
  });
  await changed.promise;
  deepStrictEqual(resolver.addressesOf("localhost"), [
    { address: "127.0.0.1", family: 4 },
  ]);
});
