import { deepStrictEqual } from "node:assert/strict";
import { SERIES } from "../analysis/testing.ts";
import { seriesLabels } from "./labels.ts";

Deno.test("seriesLabels() says what tells series apart", () => {
  const labels = seriesLabels([
    {
      ...SERIES,
      target: "8.8.8.8",
      interface: "wlan0",
      connectionType: "wifi",
    },
    { ...SERIES, target: "8.8.8.8", connectionType: "unknown" },
    { ...SERIES, probe: "dns", variant: "cached", target: "1.1.1.1" },
    { ...SERIES, probe: "tcp", variant: "443", target: "1.1.1.1" },
    { ...SERIES, probe: "echo", server: "home", target: "203.0.113.7" },
    { ...SERIES, target: "example.net", family: 4 },
    { ...SERIES, target: "example.net", family: 6 },
  ]);
  deepStrictEqual(labels, [
    "8.8.8.8, wlan0 (wifi)",
    "8.8.8.8, eth0",
    "DNS cached 1.1.1.1, eth0 (wired)",
    "TCP 443 1.1.1.1, eth0 (wired)",
    "echo home, eth0 (wired)",
    "example.net, eth0 (wired), IPv4",
    "example.net, eth0 (wired), IPv6",
  ]);
});
