import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ConfigError } from "../../config/mod.ts";
import { parseProfile } from "./profile.ts";

const DOCUMENTED = `
[target]
url = "http://httpbin.org"
protocol = "http"

[traffic]
bandwidth = "10Mbps"
connections = 10
request_size = "1KB"
latency = "0ms"

[limits]
duration = "60s"
total_size = "0"
`;

Deno.test("parseProfile() reads the documented file", () => {
  deepStrictEqual(parseProfile(DOCUMENTED, "client-config.toml"), {
    url: new URL("http://httpbin.org"),
    bandwidthBps: 10e6,
    connections: 10,
    requestBytes: 1_000,
    latencyMs: 0,
    durationMs: 60_000,
    totalBytes: null,
  });
});

Deno.test("parseProfile() leaves out what the file leaves out", () => {
  deepStrictEqual(parseProfile("", "p.toml"), {});
});

Deno.test("parseProfile() puts the protocol before an address without one", () => {
  const toml = '[target]\nurl = "example.com:8443/in"\nprotocol = "https"\n';
  strictEqual(
    parseProfile(toml, "p.toml").url?.href,
    "https://example.com:8443/in",
  );
});

const REFUSED: readonly {
  readonly toml: string;
  readonly says: string;
  readonly why: string;
}[] = [
  {
    toml: '[traffic]\nbandwidth = "10MBps"',
    says:
      'p.toml:2: traffic.bandwidth is "10MBps" (allowed: e.g. 500kbps, 10Mbps, 1Gbps or 100KB/s; 0 for no limit)',
    why: "bits or bytes?",
  },
  {
    toml: "[traffic]\nconnections = 0",
    says:
      "p.toml:2: traffic.connections is 0 (allowed: a whole number, 1 to 1000)",
    why: "no traffic at all",
  },
  {
    toml: '[traffic]\nrequest_size = "1GB"',
    says:
      'p.toml:2: traffic.request_size is "1GB" (allowed: 1B to 100MB, e.g. 1KB, 100KB or 1MB)',
    why: "it is held in memory",
  },
  {
    toml: '[traffic]\nlatency = "slow"',
    says:
      'p.toml:2: traffic.latency is "slow" (allowed: until 24h, e.g. 0ms, 500ms or 2s)',
    why: "no time",
  },
  {
    toml: "[limits]\nduration = 60",
    says:
      "p.toml:2: limits.duration is 60 (allowed: until 24h, e.g. 30s, 5m or 1h; 0 for no limit)",
    why: "seconds or minutes?",
  },
  {
    toml: '[limits]\ntotal_size = ["1GB"]',
    says:
      "p.toml:2: limits.total_size is a list of 1 (allowed: e.g. 500KB, 100MB or 1GB; 0 for no limit)",
    why: "one size, not several",
  },
  {
    toml: '[target]\nurl = "ftp://example.com"',
    says:
      'p.toml:2: target.url is "ftp://example.com" (allowed: an address that begins with http:// or https://)',
    why: "no web server",
  },
  {
    toml: '[target]\nurl = "http://example.com"\nprotocol = "https"',
    says:
      'p.toml:3: target.protocol is "https", but target.url begins with http:// (allowed: the same in both)',
    why: "a contradiction",
  },
  {
    toml: '[target]\nprotocol = "udp"',
    says: 'p.toml:2: target.protocol is "udp" (allowed: "http" or "https")',
    why: "only these two are spoken",
  },
  {
    toml: '[target]\nprotocol.name = "http"',
    says: 'p.toml:2: target.protocol is a section (allowed: "http" or "https")',
    why: "a dot instead of a space",
  },
  {
    toml: '[traffic]\nbandwith = "1Mbps"',
    says:
      "p.toml:2: traffic.bandwith is not a setting (did you mean bandwidth?)",
    why: "a slip of the finger",
  },
  {
    toml: "[limit]\n",
    says: "p.toml:1: limit is not a section (did you mean [limits]?)",
    why: "likewise",
  },
  {
    toml: "[constructor]\n",
    says:
      "p.toml:1: constructor is not a section (allowed: [target], [traffic], [limits])",
    why: "a name that every object has",
  },
  {
    toml: 'duration = "60s"',
    says:
      "p.toml:1: duration is not a section (allowed: [target], [traffic], [limits])",
    why: "it stands in no section",
  },
  {
    toml: "[traffic\n",
    says: "p.toml:1: not valid TOML at column 9: ",
    why: "half a line",
  },
  {
    toml: '[traffic]\nlatency = "x"\nconnections = 0',
    says:
      'p.toml:2: traffic.latency is "x" (allowed: until 24h, e.g. 0ms, 500ms or 2s)\n' +
      "p.toml:3: traffic.connections is 0 (allowed: a whole number, 1 to 1000)",
    why: "everything is said at once",
  },
];

for (const { toml, says, why } of REFUSED) {
  Deno.test(`parseProfile() refuses a bad file: ${why}`, () => {
    const said = complaint(() => parseProfile(toml, "p.toml"));
    // The parser's own words follow where it is no TOML.
    strictEqual(says.endsWith(": ") ? said.slice(0, says.length) : said, says);
  });
}

function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}
