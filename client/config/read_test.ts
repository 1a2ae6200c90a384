import { deepStrictEqual } from "node:assert/strict";
import { tomlName } from "@bufferbane/wording/toml";
import { SECTIONS } from "./schema.ts";
import { type BadFile, problemsOf, SECRET } from "./testing.ts";

Deno.test("parseConfig() refuses unknown keys and sections, with the nearest", () => {
  const files: readonly BadFile[] = [
    [
      "key with a typing error",
      "[general]\ntest_intervall_ms = 1000",
      "2: general.test_intervall_ms is not a setting " +
      "(did you mean test_interval_ms?)",
    ],
    [
      "key of another section",
      "[general]\npublic_dns = []",
      "2: general.public_dns is not a setting (did you mean it under [targets]?)",
    ],
    [
      "key like no other",
      "[budget]\ncolour = 1",
      "2: budget.colour is not a setting (allowed: monthly_gb)",
    ],
    [
      "key that every object inherits",
      "[budget]\n__proto__ = 1\nconstructor = 2",
      "2: budget.__proto__ is not a setting (allowed: monthly_gb)",
      "3: budget.constructor is not a setting (allowed: monthly_gb)",
    ],
    [
      "secret before the equals sign",
      `[server]\n${SECRET} = ""`,
      "2: server.(hexadecimal digits) is not a setting (allowed: " +
      `${Object.keys(SECTIONS.server.keys).map(tomlName).join(", ")})`,
    ],
    [
      "section with a typing error",
      "[target]",
      "1: [target] is not a section (did you mean [targets]?)",
    ],
    [
      "test with a typing error",
      "[tests.dsn]",
      "1: [tests.dsn] is not a section (did you mean [tests.dns]?)",
    ],
    [
      "repeated section with a typing error",
      "[[server_list]]",
      "1: [server_list] is not a section (allowed: general, interfaces, " +
      "targets, tests.dns, tests.tcp, output, export, logging, retention, " +
      "line, server, servers, tests.throughput, tests.bufferbloat, " +
      "tests.path, budget, traffic, thresholds, alerts, failover, monitoring, " +
      "metrics, dashboard)",
    ],
    [
      "key before the first section",
      "test_interval_ms = 1000",
      "1: test_interval_ms stands outside any section " +
      "(did you mean it under [general]?)",
    ],
    [
      "unknown key before the first section",
      "answer = 42",
      "1: answer stands outside any section " +
      "(allowed: only sections, such as [general])",
    ],
    [
      "list of interfaces before the first section",
      'interfaces = ["wlan0", "eth0"]',
      "1: interfaces is a list of 2 (allowed: [[interfaces]], once for each " +
      "entry, or interfaces under [general])",
    ],
    [
      "repeated section in single brackets",
      '[servers]\nname = "a"',
      "1: servers is one section (allowed: [[servers]], once for each entry)",
    ],
    [
      "single section in double brackets",
      "[[general]]",
      "1: general is a list of 1 (allowed: one section, written [general])",
    ],
    [
      "value for a section",
      "general = 5\ntests = 6",
      "1: general is 5 (allowed: one section, written [general])",
      "2: tests stands outside any section " +
      "(allowed: only sections, such as [general])",
    ],
    [
      "entry without its name",
      '[[interfaces]]\nname = "eth0"\n\n[[interfaces]]\nconnection_type="wifi"',
      "4: interfaces[2].name is missing " +
      '(allowed: the name of an interface, e.g. "eth0")',
    ],
  ];
  for (const [why, toml, ...messages] of files) {
    deepStrictEqual(problemsOf(toml), messages, why);
  }
});
