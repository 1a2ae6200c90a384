import { deepStrictEqual } from "node:assert/strict";
import { type BadFile, problemsOf, SECRET } from "./testing.ts";

Deno.test("parseConfig() refuses settings that contradict each other", () => {
  const files: readonly BadFile[] = [
    [
      "interfaces in both forms",
      '[general]\ninterfaces = ["a"]\n[[interfaces]]\nname = "a"',
      "2: general.interfaces and [[interfaces]] are both set " +
      "(allowed: one of the two)",
    ],
    [
      "one type for several interfaces",
      '[general]\nconnection_type = "wifi"\ninterfaces = ["a", "b"]',
      '2: general.connection_type is "wifi" for several interfaces ' +
      "(allowed: a connection_type in each [[interfaces]])",
    ],
    [
      "an interface twice",
      '[[interfaces]]\nname = "a"\n[[interfaces]]\nname = "a"',
      '4: interfaces[2].name is "a", as in interfaces[1] ' +
      "(allowed: each name once)",
    ],
    [
      "a page for the network without a token",
      '[dashboard]\nbind = "0.0.0.0"',
      '2: dashboard.token is missing while dashboard.bind is "0.0.0.0", ' +
      "which others can reach (allowed: 64 hexadecimal digits, as " +
      "`bufferbane secret` prints them, or localhost)",
    ],
    [
      "a log at the end of the database",
      '[general]\ndatabase_path = "b.db"\n[logging]\npath = "b.db"',
      '4: logging.path is "b.db", as is general.database_path ' +
      "(allowed: a file for each)",
    ],
    [
      "two logs in one file",
      '[logging]\npath = "a.log"\n[alerts]\nlog_path = "a.log"',
      '2: logging.path is "a.log", as is alerts.log_path ' +
      "(allowed: a file for each)",
    ],
    [
      "metrics for the network without a token",
      '[metrics]\nenabled = true\nbind = "192.0.2.1"',
      '3: metrics.token is missing while metrics.bind is "192.0.2.1", ' +
      "which others can reach (allowed: 64 hexadecimal digits, as " +
      "`bufferbane secret` prints them, or localhost)",
    ],
    [
      "metrics where the page is",
      "[metrics]\nenabled = true\nport = 9878\n[dashboard]\nenabled = true",
      "3: metrics.port is 9878, as is dashboard.port " +
      "(allowed: a port for each)",
    ],
    [
      "a server twice",
      '[[servers]]\nname = "a"\nenabled = false\n' +
      '[[servers]]\nname = "a"\nenabled = false',
      '5: servers[2].name is "a", as in servers[1] (allowed: each name once)',
    ],
    [
      "a target twice",
      '[targets]\ncustom = ["9.9.9.9"]',
      '2: targets.custom has "9.9.9.9", as has targets.public_dns ' +
      "(allowed: each target once)",
    ],
    [
      "servers in both forms",
      '[server]\nhost = "a"\n[[servers]]\nname = "a"\nenabled = false',
      "1: [server] and [[servers]] are both set (allowed: one of the two)",
    ],
    [
      "server without host and secret",
      "[server]\nenabled = true",
      "1: server.host is missing " +
      "(allowed: a host name or an IP address, or enabled = false)",
      "1: server.shared_secret is missing (allowed: 64 hexadecimal digits, " +
      "as `bufferbane secret` prints them, or enabled = false)",
    ],
    [
      "the same in a list",
      `[[servers]]\nname = "a"\nshared_secret = "${SECRET}"`,
      "1: servers[1].host is missing " +
      "(allowed: a host name or an IP address, or enabled = false)",
    ],
    [
      "a look-up outlives its interval",
      "[tests.dns]\ninterval_s = 1\ntimeout_ms = 2000",
      "3: tests.dns.timeout_ms is 2000, longer than interval_s " +
      "(allowed: up to 1000 ms)",
    ],
    [
      "a random look-up outlives its interval",
      "[tests.dns]\nrandom_interval_s = 1\ntimeout_ms = 2000",
      "3: tests.dns.timeout_ms is 2000, longer than random_interval_s " +
      "(allowed: up to 1000 ms)",
    ],
    [
      "a connection outlives its interval",
      "[tests.tcp]\ninterval_s = 1\ntimeout_ms = 2000",
      "3: tests.tcp.timeout_ms is 2000, longer than interval_s " +
      "(allowed: up to 1000 ms)",
    ],
    [
      "a warning after the alarm",
      "[thresholds]\nloss_burst_warning = 5",
      "2: thresholds.loss_burst_warning is 5 " +
      "(allowed: less than loss_burst_critical, which is 5)",
    ],
    [
      "a primary line without a backup",
      '[failover]\nprimary = "eth0"',
      '1: failover.backup is "" and failover.primary is "eth0" ' +
      "(allowed: two interfaces, or none)",
    ],
    [
      "a line as its own backup",
      '[failover]\nprimary = "eth0"\nbackup = "eth0"',
      '3: failover.backup is "eth0" and failover.primary is "eth0" ' +
      "(allowed: two interfaces, or none)",
    ],
    [
      "a mail server, and nobody to write to",
      '[alerts]\nsmtp_url = "smtp://mail.example"\nmail_from = "a@b.example"',
      "2: alerts.smtp_url is set and alerts.mail_to is not " +
      "(allowed: smtp_url, mail_from and mail_to together, or none of them)",
    ],
    [
      "nothing to measure",
      'targets = { gateway = "none", isp_gateway = "none", public_dns = [] }\n' +
      "[tests]\ndns.enabled = false\ntcp.enabled = false",
      "1: [targets] and [tests] leave nothing to measure " +
      "(allowed: at least one target or test)",
    ],
  ];
  for (const [why, toml, ...messages] of files) {
    deepStrictEqual(problemsOf(toml), messages, why);
  }
});
