import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import { type BpfCalls, type BpfHook, BpfRefusal } from "@bufferbane/ffi/bpf";
import type { LinkReader } from "../links/mod.ts";
import { openTrafficSource, TrafficRefusal } from "./open_source.ts";
import type { ModeChoice } from "./source.ts";

/** What a kernel refuses. */
interface Refusals {
  readonly map?: string;
  readonly load?: BpfRefusal;
  readonly attach?: Partial<Record<BpfHook, string>>;
}

/** A kernel that remembers what is open. */
function fakeBpf(
  { map, load, attach = {} }: Refusals,
  holders: readonly number[] = [],
) {
  const open = new Set<number>();
  let last = 2;
  const next = () => {
    last += 1;
    open.add(last);
    return last;
  };
  const bpf: BpfCalls = {
    cpus: 1,
    createMap() {
      if (map !== undefined) throw new LibcError("bpf createMap", map, "no");
      return next();
    },
    load() {
      if (load !== undefined) throw load;
      return next();
    },
    attach(_program, { hook }) {
      const code = attach[hook];
      if (code !== undefined) throw new LibcError("bpf attach", code, "no");
      return next();
    },
    lookUp: () => true,
    nextKey: () => false,
    run: () => ({ verdict: 0, meanNs: 0 }),
    holders: () => holders,
    close: (fd) => void open.delete(fd),
    [Symbol.dispose]() {},
  };
  return { bpf, open };
}

const READER: LinkReader = { read: () => undefined, [Symbol.dispose]() {} };

function opened(
  refusals: Refusals,
  choice: ModeChoice,
  { isEthernet = true, holders = [] }: {
    readonly isEthernet?: boolean;
    readonly holders?: readonly number[];
  } = {},
) {
  const countsSegments = { received: false, sent: false };
  const device = { ifindex: 2, isEthernet, countsSegments };
  const { bpf } = fakeBpf(refusals, holders);
  using source = openTrafficSource(bpf, choice, {
    name: "eth0",
    device,
    reader: READER,
    hasFlows: false,
  });
  return { mode: source.mode, notes: source.notes };
}

const OLD = { tcxIngress: "EINVAL" } as const;
const NO_TCX = "No tcx, as this kernel is too old for it (TCX: 6.6, XDP: 5.9)";
const NO_XDP = "No xdp, as this interface's driver does not have it";
const RECEIVED_ONLY =
  "XDP sees only what arrives: what is sent comes from the interface's counters, all kinds in one";
const TOTALS = "Only totals, from the interface's own counters";
const PRIVILEGE =
  "this needs root (sudo), or the capabilities CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON";

Deno.test("openTrafficSource() takes the best that there is", () => {
  deepStrictEqual(opened({}, "auto"), { mode: "tcx", notes: [] });
  deepStrictEqual(opened({ attach: OLD }, "auto"), {
    mode: "xdp",
    notes: [NO_TCX, RECEIVED_ONLY],
  });
  const poor = { ...OLD, xdpNative: "EOPNOTSUPP" };
  deepStrictEqual(opened({ attach: poor }, "auto"), {
    mode: "xdp-generic",
    notes: [NO_TCX, NO_XDP, RECEIVED_ONLY],
  });
  deepStrictEqual(opened({}, "counters"), {
    mode: "counters",
    notes: [TOTALS],
  });
});

Deno.test("openTrafficSource() has only totals without privilege, and says what it needs", () => {
  const notes = [`No tcx, as ${PRIVILEGE}`, TOTALS];
  const refused = new BpfRefusal("p", "EACCES", "prohibited for !root\n");
  for (const refusals of [{ map: "EPERM" }, { load: refused }]) {
    deepStrictEqual(opened(refusals, "auto"), { mode: "counters", notes });
  }
});

Deno.test("openTrafficSource() uses no XDP where frames have no Ethernet header", () => {
  deepStrictEqual(opened({ attach: OLD }, "auto", { isEthernet: false }), {
    mode: "counters",
    notes: [
      NO_TCX,
      "No xdp, as eth0 has no Ethernet header",
      "No xdp-generic, as eth0 has no Ethernet header",
      TOTALS,
    ],
  });
});

Deno.test("openTrafficSource() tells of another one that counts already", () => {
  deepStrictEqual(opened({}, "tcx", { holders: [7, 7] }).notes, [
    "eth0 is also counted by process 7, independently",
  ]);
});

Deno.test("openTrafficSource() says why the mode that was asked for is not to be had", () => {
  const ROWS: readonly (readonly [Refusals, ModeChoice, string])[] = [
    [{ map: "EPERM" }, "tcx", PRIVILEGE],
    [
      { attach: OLD },
      "tcx",
      "this kernel is too old for it (TCX: 6.6, XDP: 5.9)",
    ],
    [
      { attach: { xdpNative: "EBUSY" } },
      "xdp",
      "another XDP program is there already (`ip link` shows it)",
    ],
  ];
  for (const [refusals, choice, reason] of ROWS) {
    throws(() => opened(refusals, choice), {
      name: "TrafficRefusal",
      message:
        `Cannot count traffic on eth0 by --mode ${choice} as ${reason} (--mode auto takes what is possible)`,
    });
  }
  strictEqual(new TrafficRefusal("x").message, "x");
});

Deno.test("openTrafficSource() leaves nothing open, whether it succeeds or not", () => {
  const device = {
    ifindex: 2,
    isEthernet: true,
    countsSegments: { received: false, sent: false },
  };
  const options = { name: "eth0", device, reader: READER, hasFlows: false };
  const good = fakeBpf({});
  openTrafficSource(good.bpf, "tcx", options)[Symbol.dispose]();
  strictEqual(good.open.size, 0);
  const bad = fakeBpf({ attach: { tcxEgress: "EINVAL" } });
  throws(() => openTrafficSource(bad.bpf, "tcx", options));
  strictEqual(bad.open.size, 0);
});
