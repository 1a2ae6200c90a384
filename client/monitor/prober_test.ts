import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { loadConfig } from "../config/mod.ts";
import type { DefaultRoute, Links, RouteChoice } from "../links/mod.ts";
import { TargetResolver } from "../probes/resolve.ts";
import { ProbeBench } from "../probes/testing.ts";
import { Prober } from "./prober.ts";

/** A machine with both IP versions on eth0. */
class Machine implements Links {
  /** Whether the kernel has no descriptor left for a question. */
  isExhausted = false;

  interfaces() {
    if (this.isExhausted) throw new LibcError("socket", "EMFILE", "too many");
    return [];
  }

  counters() {
    return [];
  }

  defaultRoutes(): readonly DefaultRoute[] {
    return ([4, 6] as const).map((family) => ({
      family,
      gateway: null,
      interface: "eth0",
      interfaceIndex: 2,
      metric: 0,
      source: null,
      isDead: false,
    }));
  }

  openReader(): never {
    throw new TypeError("Cannot be asked here");
  }

  routeTo(): RouteChoice {
    return { kind: "unreachable", code: "ENETUNREACH" };
  }

  watch() {
    return { [Symbol.dispose]() {} };
  }
}

/** A Prober that runs on defaults, and what it said. */
function setUp(libc: FakeLibc) {
  const bench = new ProbeBench(libc);
  const notes: string[] = [];
  const links = new Machine();
  const { settings } = loadConfig({
    env: () => undefined,
    readFile: () => {
      throw new Deno.errors.NotFound();
    },
  });
  const names = new TargetResolver(
    { lookup: () => Promise.resolve([]), ...bench.context },
    {
      names: [],
      family: "auto",
      hasFamily: () => true,
      refreshNs: 1n,
      retryNs: 1n,
      timeoutNs: 1n,
      onChange: () => {},
    },
  );
  const prober = new Prober({
    ...bench.context,
    links,
    names,
    portals: { sample: () => {} },
    translation: { follow: () => {}, isSettled: true, of: () => undefined },
    systemResolvers: () => [],
    fillRandom: (bytes) => void bytes.fill(7),
    event: () => {},
    note: (text) => notes.push(text),
    onPorts: () => {},
    reader: { read: () => undefined, [Symbol.dispose]() {} },
    echoes: undefined,
    paths: undefined,
  }, settings);
  return { bench, notes, links, prober };
}

function pingSockets({ sockets }: FakeLibc): readonly string[] {
  return sockets.map(({ kind }) => kind).filter((kind) => /1$|58$/.test(kind));
}

Deno.test("Prober.replan() goes on when the kernel cannot be asked, and asks again", async () => {
  const libc = new FakeLibc({});
  const { bench, notes, links, prober } = setUp(libc);
  using _bench = bench;
  using _prober = prober;
  links.isExhausted = true;
  prober.replan();
  await bench.pass(25_000);
  deepStrictEqual(notes, [
    "Cannot look at this machine's interfaces: Cannot complete socket(): EMFILE (too many); trying again",
  ]);
  ok(bench.reports.length > 0, "what is open goes on");
});

Deno.test("Prober.replan() says what cannot be opened, and opens it when it can", async () => {
  let hasIpv6 = false;
  const libc = new FakeLibc({
    onSocket: (kind) =>
      kind.startsWith("inet6") && !hasIpv6 ? FAKE_ERRNO.ENOBUFS : 0,
  });
  const { bench, notes, prober } = setUp(libc);
  using _bench = bench;
  using _prober = prober;
  await bench.pass(25_000);
  deepStrictEqual(notes.filter((note) => note.startsWith("Cannot")), [
    "Cannot measure by icmp over IPv6: Cannot complete socket(): ENOBUFS (ENOBUFS); trying again",
  ]);
  strictEqual(pingSockets(libc).length, 1);
  hasIpv6 = true;
  await bench.pass(10_000);
  deepStrictEqual(pingSockets(libc), [
    "inet datagram 1",
    "inet6 datagram 58",
  ]);
});
