import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import { type BpfHook, openBpf } from "@bufferbane/ffi/bpf";
import { TRAFFIC_CLASSES } from "../model/mod.ts";
import { assemble, listing } from "./assembler.ts";
import { FlowReader, MOST_FLOWS } from "./flows.ts";
import { totalsOf } from "./bpf_counts.ts";
import { trafficProgram } from "./program.ts";
import { COUNT_BYTES, FLOW_KEY } from "./program_options.ts";
import { KNOWN_FRAMES, type KnownFrame } from "./testing/frames.ts";

/** A test run by TCX takes no frame without a whole IP header. */
function framesFor(hook: BpfHook): readonly KnownFrame[] {
  const isTcx = hook.startsWith("tcx");
  return KNOWN_FRAMES.filter(({ name }) =>
    !isTcx || !/^nothing but|^a cut IP/.test(name)
  );
}

function mayUseBpf(): boolean {
  try {
    using bpf = openBpf();
    const shape = { keyBytes: 4, valueBytes: 8, entries: 1 } as const;
    bpf.close(bpf.createMap({ kind: "perCpuArray", ...shape }));
    return true;
  } catch (error) {
    if (error instanceof LibcError) return false;
    throw error;
  }
}

/** Needs CAP_BPF and CAP_NET_ADMIN. */
const ignore = !mayUseBpf();

/** The program in the kernel, attached to nothing. */
function loadProgram(
  hook: BpfHook,
  { countsSegments = false, hasFlows = false }: {
    readonly countsSegments?: boolean;
    readonly hasFlows?: boolean;
  },
) {
  const bpf = openBpf();
  const shape = { keyBytes: 4, valueBytes: COUNT_BYTES, entries: 2 } as const;
  const map = bpf.createMap({ kind: "perCpuArray", ...shape });
  const lines = trafficProgram({
    hook,
    isEthernet: true,
    countsSegments,
    hasFlows,
  });
  const flows = bpf.createMap({
    kind: "lruHash",
    keyBytes: FLOW_KEY.bytes,
    valueBytes: 16,
    entries: MOST_FLOWS,
  });
  const code = assemble(lines, { counts: map, flows });
  const program = bpf.load({ hook, name: "bb_test", code });
  const key = Uint8Array.of(hook === "tcxEgress" ? 1 : 0, 0, 0, 0);
  const values = new Uint8Array(COUNT_BYTES * bpf.cpus);
  return {
    read() {
      ok(bpf.lookUp(map, key, values));
      return totalsOf(values);
    },
    flows: new FlowReader(bpf, flows),
    run: (frame: Uint8Array, segments = 0) =>
      bpf.run(program, frame, { segments }).verdict,
    [Symbol.dispose]() {
      for (const fd of [program, map, flows]) bpf.close(fd);
      bpf[Symbol.dispose]();
    },
  };
}

/** What the kernel itself counts when it runs the program on each frame. */
function countsBy(
  hook: BpfHook,
  options: Parameters<typeof loadProgram>[1],
) {
  using loaded = loadProgram(hook, options);
  return framesFor(hook).map(({ name, bytes }) => {
    const before = loaded.read();
    const verdict = loaded.run(bytes);
    const after = loaded.read();
    const classes = TRAFFIC_CLASSES.filter((kind) =>
      after[kind]?.packets !== before[kind]?.packets
    );
    const grown = after.all.bytes - before.all.bytes;
    return { name, verdict, bytes: grown, classes };
  });
}

for (
  const [how, hook, options, verdict] of [
    ["tcxIngress", "tcxIngress", {}, -1],
    ["tcxEgress", "tcxEgress", {}, -1],
    ["tcxIngress, by segments,", "tcxIngress", { countsSegments: true }, -1],
    ["tcxEgress, by segments,", "tcxEgress", { countsSegments: true }, -1],
    ["tcxIngress, by flow,", "tcxIngress", { hasFlows: true }, -1],
    ["xdpNative", "xdpNative", {}, 2],
    ["xdpNative, by flow,", "xdpNative", { hasFlows: true }, 2],
    ["xdpGeneric", "xdpGeneric", {}, 2],
  ] as const
) {
  Deno.test({
    name: `trafficProgram() by ${how} knows every frame and lets it pass`,
    ignore,
    fn() {
      deepStrictEqual(
        countsBy(hook, options),
        framesFor(hook).map(({ name, bytes, classes }) => ({
          name,
          verdict,
          bytes: bytes.length,
          classes: ["all", ...classes],
        })),
      );
    },
  });
}

Deno.test({
  name: "trafficProgram() counts by flow where it is to",
  ignore,
  fn() {
    using loaded = loadProgram("tcxEgress", { hasFlows: true });
    const send = (wanted: string, times: number) => {
      const frame = KNOWN_FRAMES.find(({ name }) => name === wanted);
      for (let i = 0; i < times; i++) {
        loaded.run(frame?.bytes ?? new Uint8Array());
      }
    };
    const told = () =>
      loaded.flows.top(3).map(({ direction, protocol, from, to, growth }) =>
        `${direction} ${protocol} ${from} > ${to}: ${growth.packets} ${growth.bytes}`
      );
    send("IPv4 HTTPS to", 3);
    send("IPv6 QUIC to", 2);
    send("IPv4 later fragment", 2);
    send("IPv4 ICMP", 1);
    send("arp", 9);
    deepStrictEqual(told(), [
      "sent TCP 10.200.0.1:5 > 10.200.0.2:443: 3 162",
      "sent UDP [fd00::1]:5 > [fd00::2]:443: 2 124",
      "sent UDP 10.200.0.1 > 10.200.0.2: 2 84",
    ]);
    send("IPv6 QUIC to", 1);
    deepStrictEqual(told(), ["sent UDP [fd00::1]:5 > [fd00::2]:443: 1 62"]);
  },
});

Deno.test({
  name: "trafficProgram() counts segments with their headers where it is to",
  ignore,
  fn() {
    const SEGMENTS = 5;
    const ROWS = [
      ["IPv4 HTTPS to", 14 + 20 + 20],
      ["IPv4 with options", 14 + 60 + 20],
      ["IPv6 QUIC to", 14 + 40 + 8],
      ["IPv6 hop-by-hop", 14 + 48 + 20],
      ["IPv4 with a tag", 18 + 20 + 20],
      // What is inside is not known, so neither are the headers.
      ["IPv4 SCTP", 0],
    ] as const;
    for (const hook of ["tcxIngress", "tcxEgress"] as const) {
      for (const countsSegments of [true, false]) {
        using loaded = loadProgram(hook, { countsSegments });
        for (const [wanted, headerBytes] of ROWS) {
          const frame = KNOWN_FRAMES.find(({ name }) => name === wanted);
          const bytes = frame?.bytes ?? new Uint8Array();
          const before = loaded.read().all;
          loaded.run(bytes, SEGMENTS);
          const after = loaded.read().all;
          const more = countsSegments ? SEGMENTS - 1 : 0;
          deepStrictEqual(
            [after.packets - before.packets, after.bytes - before.bytes],
            [1 + more, bytes.length + more * headerBytes],
            wanted,
          );
        }
      }
    }
  },
});

Deno.test("trafficProgram() takes bare IP packets by the kernel's word", () => {
  const options = {
    hook: "tcxIngress",
    countsSegments: false,
    hasFlows: false,
  } as const;
  const text = listing(trafficProgram({ ...options, isEthernet: false }));
  match(text, /r9 = 0\n +\d+ {2}r1 = \*\(u32 \*\)\(r6 \+ 16\)\n/);
  strictEqual(text.includes("33024"), false);
});
