/** What a household's machine and its comparison look like. @module */

/** Two interfaces, as `bufferbane interfaces --json` has them. */
export const INTERFACES: readonly unknown[] = [
  {
    name: "eth0",
    connectionType: "wired",
    kind: "",
    macAddress: "02:00:00:00:00:01",
    addresses: [
      { address: "192.168.0.7", prefixLength: 24, scope: "global" },
      { address: "2001:db8::7", prefixLength: 64, scope: "global" },
    ],
    mtuBytes: 1500,
    speedBps: 1e9,
    operationalState: "up",
    hasCarrier: true,
    carrierChanges: 3,
    isUp: true,
    isLoopback: false,
    gateways: ["192.168.0.1"],
    counters: {
      received: { bytes: 812e9, packets: 6e8, errors: 0, dropped: 12 },
      sent: { bytes: 41e9, packets: 2e8, errors: 0, dropped: 0 },
    },
  },
  {
    name: "wlan0",
    connectionType: "wifi",
    kind: "",
    macAddress: "02:00:00:00:00:02",
    addresses: [{ address: "192.168.0.8", prefixLength: 24, scope: "global" }],
    mtuBytes: 1500,
    speedBps: null,
    operationalState: "up",
    hasCarrier: true,
    carrierChanges: 18,
    isUp: true,
    isLoopback: false,
    gateways: ["192.168.0.1"],
    counters: {
      received: { bytes: 12e9, packets: 1e8, errors: 3, dropped: 120 },
      sent: { bytes: 4e9, packets: 2e7, errors: 0, dropped: 0 },
    },
  },
];

/** Wi-Fi against cable, as `bufferbane compare interfaces --json` has it. */
export const COMPARISON: unknown = {
  comparisons: [{
    a: { name: "wlan0", label: "Wi-Fi (wlan0)" },
    b: { name: "eth0", label: "wired (eth0)" },
    targets: ["1.1.1.1", "8.8.8.8"],
    seconds: 3590,
    medianMs: differing(17.9, 14.9),
    p95Ms: differing(27, 16.5),
    jitterMs: differing(4, 0.5),
    lossPct: differing(4.02, 0.05),
    verdict: {
      kind: "a",
      sentence:
        "Wi-Fi (wlan0) is worse than wired (eth0) in the same seconds: it loses 4 % more packets.",
    },
  }],
  availability: {
    each: [
      { interface: "eth0", availablePct: 100, downMs: 0 },
      { interface: "wlan0", availablePct: 99.93, downMs: 240_000 },
    ],
  },
};

function differing(a: number, b: number): object {
  const difference = a - b;
  return {
    a,
    b,
    difference,
    low: 0.9 * difference,
    high: 1.1 * difference,
    isSure: true,
  };
}
