import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConfigError, parseConfig } from "./parse.ts";

const GOOD = "3f9a1c5e7b20d84f6e31a9c07d52be846af01d93c8e7254b90df16ac3be5f728";
const OTHER =
  "91c4e70b2fa86d35c01e9b7f4a63d8e2507cb9f1348ad6e02c95f7b1063ed84a";
const SAMPLE =
  "a7b3c9d8e1f4a2b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9";

const SECRET_ALLOWED =
  "(allowed: 64 hexadecimal digits, as `bufferbane-server secret` prints them)";

function problemsOf(toml: string): readonly string[] {
  try {
    parseConfig(toml, "s.conf");
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

Deno.test("parseConfig() names file, line, key, found and allowed for every bad value", () => {
  const secret = `[security]\nshared_secret = "${GOOD}"\n`;
  const cases: readonly [toml: string, problems: string[], why: string][] = [
    [secret, [], "one secret is enough"],
    [
      `[[clients]]\nname = "a"\nsecret = "${GOOD}"\n` +
      `[[clients]]\nname = "b"\nsecret = "${OTHER}"\n`,
      [],
      "or one for each client",
    ],
    [
      "",
      [
        "s.conf: nobody could connect, as there is no secret (allowed: " +
        "security.shared_secret, or [[clients]] with name and secret; " +
        "`bufferbane-server secret` makes one)",
      ],
      "no secret at all",
    ],
    [
      `[security]\nshared_secret = "${SAMPLE}"`,
      [`s.conf:2: security.shared_secret is a published sample ${SECRET_ALLOWED}`],
      "the sample of the documents",
    ],
    [
      `[security]\nshared_secret = "${"ab".repeat(32)}"`,
      [
        `s.conf:2: security.shared_secret is too regular to be random ${SECRET_ALLOWED}`,
      ],
      "low entropy",
    ],
    [
      `[[clients]]\nname = "a"\nsecret = "swordfish"\n`,
      [`s.conf:3: clients[1].secret is a text of 9 characters ${SECRET_ALLOWED}`],
      "a password",
    ],
    [
      `[security]\nshared_secret = 7`,
      [`s.conf:2: security.shared_secret is not a text in quotes ${SECRET_ALLOWED}`],
      "a number",
    ],
    [
      `[[clients]]\nname = "a"\nsecret = "${GOOD}"\n` +
      `[[clients]]\nname = "b"\nsecret = "${GOOD.toUpperCase()}"\n`,
      [
        "s.conf:6: clients[2].secret is the same as clients[1].secret (allowed: " +
        "a secret of its own; a shared one could not be taken away from one " +
        "client alone)",
      ],
      "a secret twice, the second time in capitals",
    ],
    [
      `[[clients]]\nname = "a"\nsecret = "${GOOD}"\n` +
      `previous_secret = "${GOOD}"\n`,
      [
        "s.conf:4: clients[1].previous_secret is the same as clients[1].secret " +
        "(allowed: a secret of its own; a shared one could not be taken away " +
        "from one client alone)",
      ],
      "a rotation that changes nothing",
    ],
    [
      `[[clients]]\nsecret = "${GOOD}"\n[[clients]]\nname = "a"\n`,
      [
        "s.conf:1: clients[1].name is missing",
        "s.conf:3: clients[2].secret is missing",
      ],
      "entries without name or secret",
    ],
    [
      `[[clients]]\nname = "a"\nsecret = "${GOOD}"\n` +
      `[[clients]]\nname = "a"\nsecret = "${OTHER}"\n`,
      [
        's.conf:5: clients[2].name is "a", as clients[1].name is (allowed: a ' +
        "name of its own)",
      ],
      "two clients of one name",
    ],
    [
      `[general]\nbind_address = "example.org"\nbind_port = 70000\n${secret}`,
      [
        's.conf:2: general.bind_address is "example.org" (allowed: an IP ' +
        'address, or "" for every one of this machine)',
        "s.conf:3: general.bind_port is 70000 (allowed: a whole number, 1 to 65535)",
      ],
      "everything that is wrong is told at once",
    ],
    [
      `[general]\nbind_prot = 1\n${secret}`,
      ["s.conf:2: general.bind_prot is not a setting (did you mean bind_port?)"],
      "a slip of the pen",
    ],
    [
      `[limits]\nbanana = 1\n${secret}`,
      [
        "s.conf:2: limits.banana is not a setting (allowed: echo_pps, " +
        "max_rate_kbps, max_test_mb, max_daily_gb)",
      ],
      "nothing like a setting",
    ],
    [
      `[limits]\n${OTHER} = 1\n${secret}`,
      [
        "s.conf:2: limits.(hexadecimal digits) is not a setting (allowed: " +
        "echo_pps, max_rate_kbps, max_test_mb, max_daily_gb)",
      ],
      "a secret where a name belongs",
    ],
    [
      `[limit]\necho_pps = 1\n${secret}`,
      ["s.conf:1: [limit] is not a section (did you mean [limits]?)"],
      "a section that does not exist",
    ],
    [
      `[limits]\necho_pps = 1001\n${secret}`,
      ["s.conf:2: limits.echo_pps is 1001 (allowed: a whole number, 1 to 1000)"],
      "more than a session may have",
    ],
    [
      `[logging]\nlevel = "debug"\n${secret}`,
      ['s.conf:2: logging.level is "debug" (allowed: "error", "warn" or "info")'],
      "a word that is not one of them",
    ],
    [
      `[clients]\nname = "a"\nsecret = "${GOOD}"\n`,
      ["s.conf:1: clients is one section (allowed: [[clients]], once for each)"],
      "single brackets",
    ],
    [
      `security = "${GOOD}"\n`,
      ["s.conf:1: security is no section (allowed: [security], once)"],
      "a section as a value; the secret is not repeated",
    ],
    [
      `${secret}[metrics]\nenabled = true\nbind = "0.0.0.0"\n`,
      [
        's.conf:5: metrics.token is missing while metrics.bind is "0.0.0.0", ' +
        "which others can reach (allowed: 64 hexadecimal digits, as " +
        "`bufferbane-server secret` prints them, or localhost)",
      ],
      "figures of all clients, for everybody",
    ],
    [
      `[metrics]\nbind = "all"\nallowed_hosts = ["a b"]\n${secret}`,
      [
        's.conf:2: metrics.bind is "all" (allowed: "localhost" or an IP address)',
        "s.conf:3: metrics.allowed_hosts is a list of 1 (allowed: a list of " +
        "host names and IP addresses)",
      ],
      "no address, no name",
    ],
    [
      `[metrics]\notlp_url = "ftp://ann:pass@nas"\nmqtt_url = "nas"\n` +
      `influx_authorization = "Tök"\nmqtt_topic = "a/#"\n${secret}`,
      [
        "s.conf:2: metrics.otlp_url is an ftp:// address (allowed: an http:// " +
        'or https:// address, "" for none)',
        "s.conf:3: metrics.mqtt_url is no address (allowed: an mqtt:// or " +
        'mqtts:// address, "" for none)',
        "s.conf:4: metrics.influx_authorization is a text that is none " +
        "(allowed: a text of up to 4000 printable ASCII characters)",
        's.conf:5: metrics.mqtt_topic is "a/#" (allowed: an MQTT topic ' +
        'without + and #, "" for none)',
      ],
      "receivers; what may hold a password is not repeated",
    ],
    [
      `# [general]\ngeneral.bind_port = 0\n${secret}`,
      [
        "s.conf:2: general.bind_port is 0 (allowed: a whole number, 1 to 65535)",
      ],
      "a section in its key",
    ],
    [
      `${secret}[general]\nbind_address = \u201c127.0.0.1\u201d\n`,
      [
        "s.conf:4: not valid TOML at column 16: invalid value (a quotation " +
        "mark is not TOML's: write \")",
      ],
      "what a word processor made of it",
    ],
    [
      "[general\n",
      ["s.conf:1: not valid TOML at column 9: illegal character in key"],
      "not TOML",
    ],
  ];
  for (const [toml, problems, why] of cases) {
    deepStrictEqual(problemsOf(toml), problems, why);
  }
});

Deno.test("parseConfig() never repeats a secret in a message", () => {
  const tomls = [
    `[security]\nshared_secret = "${SAMPLE}"`,
    `[general]\nstatus_socket = 1\nbind_address = "${GOOD}"`,
    `[logging]\nlevel = "${GOOD}"`,
    `[security]\nshared_secret = "${GOOD}`,
    `[[clients]]\nname = "a"\nsecret = "${GOOD}"\nprevious_secret = "${GOOD}"`,
  ];
  for (const toml of tomls) {
    throws(() => parseConfig(toml, "s.conf"), (error: Error) => {
      strictEqual(/[0-9a-f]{16}/i.test(error.message), false, error.message);
      return true;
    });
  }
});
