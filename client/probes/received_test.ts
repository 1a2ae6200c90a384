import { ok } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import { findFirstHop } from "./first_hop.ts";
import { PathTracer } from "./path.ts";
import { flood, ProbeBench } from "./testing.ts";

const SEARCH = { family: 4, device: "", tag: 7 } as const;
const FORGED = {
  payload: new Uint8Array(64),
  peer: { address: "192.0.2.66", port: 0 },
};

/** Those that wait for answers by name; the others have tests of their own. */
const SEARCHES: readonly {
  readonly name: string;
  readonly begin: (bench: ProbeBench) => void;
}[] = [
  {
    name: "PathTracer",
    begin({ context }) {
      const { clock } = context;
      const tracer = new PathTracer({
        ...context,
        wallNs: () => clock.wall(),
        nowNs: () => clock.mono(),
      }, {
        ...SEARCH,
        address: "192.0.2.1",
        method: "icmp",
        tries: 1,
        pauseNs: 0n,
      });
      void tracer.run();
    },
  },
  {
    name: "findFirstHop()",
    begin({ context }) {
      const { clock } = context;
      void findFirstHop({ ...context, nowNs: () => clock.mono() }, {
        ...SEARCH,
        towards: "192.0.2.1",
        gateway: "192.0.2.254",
      });
    },
  },
];

for (const { name, begin } of SEARCHES) {
  Deno.test(`${name} lets no flood keep it from what else is due`, async () => {
    const libc = new FakeLibc({});
    using bench = new ProbeBench(libc);
    begin(bench);
    const [socket] = libc.sockets;
    ok(socket);
    libc.deliver(socket, 0, FORGED);
    using _flood = flood(libc, FORGED);
    // The first was woken by the new timeout; the second would never return.
    const { poller } = bench.context;
    for (let i = 0; i < 2; i++) await poller.wait(libc.clock("monotonic"));
  });
}
