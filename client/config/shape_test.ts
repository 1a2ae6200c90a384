import { deepStrictEqual } from "node:assert/strict";
import { type BadFile, problemsOf } from "./testing.ts";

Deno.test("parseConfig() names line, key, found and allowed for a bad value", () => {
  const files: readonly BadFile[] = [
    [
      "whole number too small",
      "[general]\n\ntest_interval_ms = 50",
      "3: general.test_interval_ms is 50 (allowed: 100 to 60000 ms)",
    ],
    [
      "whole number too large",
      "general.timeout_ms = 99999999999999999",
      "1: general.timeout_ms is 99999999999999999 (allowed: 50 to 10000 ms)",
    ],
    [
      "whole number with decimals",
      "[general]\ntimeout_ms = 100.5",
      "2: general.timeout_ms is 100.5 (allowed: a whole number, 50 to 10000 ms)",
    ],
    [
      "text for a number",
      '[general]\ntest_interval_ms = "fast"',
      '2: general.test_interval_ms is "fast" ' +
      "(allowed: a whole number, 100 to 60000 ms)",
    ],
    [
      "not a number",
      "[thresholds]\npacket_loss_pct = nan",
      "2: thresholds.packet_loss_pct is NaN (allowed: a number, 0 to 100 %)",
    ],
    [
      "infinite",
      "[budget]\nmonthly_gb = inf",
      "2: budget.monthly_gb is Infinity (allowed: a number, 0 to 100000 GB)",
    ],
    [
      "text for a flag",
      '[tests.dns]\nenabled = "yes"',
      '2: tests.dns.enabled is "yes" (allowed: true or false)',
    ],
    [
      "number for a choice",
      "[general]\nfamily = 4",
      '2: general.family is 4 (allowed: "auto", "4", "6" or "both")',
    ],
    [
      "unknown word for a choice",
      '[logging]\nlevel = "trace"',
      '2: logging.level is "trace" ' +
      '(allowed: "error", "warn" or "info")',
    ],
    [
      "no time of day",
      '[retention]\ncleanup_time = "4:10"',
      '2: retention.cleanup_time is "4:10" ' +
      '(allowed: a time of day from "00:00" to "23:59")',
    ],
    [
      "text for a list",
      '[general]\ninterfaces = "eth0"',
      '2: general.interfaces is "eth0" ' +
      '(allowed: a list of names of interfaces, e.g. ["wlan0", "eth0"])',
    ],
    [
      "every bad item of a list, and one twice",
      '[targets]\npublic_dns = ["1.1.1.1", "1.1.1", 5, "1.1.1.1", { a = 1 }]',
      '2: targets.public_dns is a list with "1.1.1", 5, "1.1.1.1" twice, ' +
      "a section (allowed: a list of IP addresses)",
    ],
    [
      "date",
      "[targets]\ngateway = 2026-11-20",
      "2: targets.gateway is a date or time " +
      '(allowed: "auto", "none" or an IP address)',
    ],
    [
      "host name for a router",
      '[targets]\nisp_gateway = "router"',
      '2: targets.isp_gateway is "router" ' +
      '(allowed: "auto", "none" or an IP address)',
    ],
    [
      "mistyped address as a target",
      '[targets]\ncustom = ["1.2.3.400"]',
      '2: targets.custom is a list with "1.2.3.400" ' +
      "(allowed: a list of host names and IP addresses)",
    ],
    [
      "resolver by name",
      '[tests.dns]\nresolvers = ["dns.google"]',
      '2: tests.dns.resolvers is a list with "dns.google" ' +
      '(allowed: a list of IP addresses and "system")',
    ],
    [
      "domain",
      '[tests.dns]\nzone = "a b"',
      '2: tests.dns.zone is "a b" (allowed: a domain name)',
    ],
    [
      "endpoint without a port",
      '[tests.tcp]\ntargets = ["1.1.1.1"]\nhold = "::1"',
      '2: tests.tcp.targets is a list with "1.1.1.1" ' +
      '(allowed: a list of "host:port")',
      '3: tests.tcp.hold is "::1" (allowed: "host:port", "" for none)',
    ],
    [
      "path that a shell would expand",
      '[general]\ndatabase_path = "~/b.db"',
      '2: general.database_path is "~/b.db" ' +
      '(allowed: a path, written out: without "~" and "$")',
    ],
    [
      "interface",
      '[failover]\nprimary = "a b"\nbackup = "eth0"',
      '2: failover.primary is "a b" ' +
      '(allowed: the name of an interface, e.g. "eth0", "" for none)',
    ],
    [
      "web address",
      '[alerts]\nwebhook_url = "ftp://x"',
      "2: alerts.webhook_url is an address with ftp: " +
      '(allowed: an http:// or https:// address, "" for none)',
    ],
    [
      "broker",
      '[metrics]\nmqtt_url = "https://me:secret@x"',
      "2: metrics.mqtt_url is an address with https: " +
      '(allowed: an mqtt:// or mqtts:// address, "" for none)',
    ],
    [
      "header",
      '[metrics]\notlp_authorization = "Bearer \u00e4"',
      "2: metrics.otlp_authorization is a text with other characters " +
      "(allowed: a text of up to 4000 printable ASCII characters)",
    ],
    [
      "topics",
      '[metrics]\nmqtt_topic = "/a"\nmqtt_discovery = "a/#"',
      '2: metrics.mqtt_topic is "/a" (allowed: an MQTT topic, without + and ' +
      "#, and without / at its ends)",
      '3: metrics.mqtt_discovery is "a/#" (allowed: an MQTT topic, without + ' +
      'and #, and without / at its ends; "" for none)',
    ],
    [
      "control characters",
      '[line]\nprovider = "a\\u001b[31m"\n[server]\nname = ""',
      '2: line.provider is "a\\u001b[31m" ' +
      "(allowed: a text of up to 200 characters)",
      '4: server.name is "" (allowed: a name of 1 to 64 characters)',
    ],
    [
      "host",
      '[server]\nhost = "http://x"',
      '2: server.host is "http://x" ' +
      '(allowed: a host name or an IP address, "" for none)',
    ],
    [
      "long text",
      `[server]\nhost = "${"x y ".repeat(30)}"`,
      `2: server.host is "${"x y ".repeat(15)}"... ` +
      '(allowed: a host name or an IP address, "" for none)',
    ],
  ];
  for (const [why, toml, ...messages] of files) {
    deepStrictEqual(problemsOf(toml), messages, why);
  }
});
