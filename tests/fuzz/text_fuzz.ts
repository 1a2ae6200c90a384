/** Fuzzing what is read of files: configurations, and the kernel's texts. @module */

import {
  ConfigError,
  parseConfig as parseClient,
} from "../../client/config/mod.ts";
import { parseProfile } from "../../client/cli/generate/profile.ts";
import { parseResolvConf } from "../../client/links/resolv_conf.ts";
import { readProcWireless } from "../../client/links/proc_wireless.ts";
import {
  ConfigError as ServerConfigError,
  parseConfig as parseServer,
} from "../../server/config/parse.ts";
import { parseQueueOverflows } from "../../server/queue_overflows.ts";
import type { Chance } from "./chance.ts";
import { mangledText } from "./mangle.ts";

/** Random, and nobody's; it must be in no message. */
const SECRET =
  "6b1f0c9e5d8a47b3f2e1d0c9b8a796850a1c2e3f4958d7b6a5f4e3d2c1b0a998";

const TOML_WORDS = [
  ...["[", "]", "[[", "]]", "=", "\n", "#", '"', "'", '"""', "'''", ",", "."],
  ...["{", "}", "true", "false", "nan", "-inf", "0x_", "1e400", "-1", "99999"],
  ...["1979-05-27", "\\u0000", "\r", "__proto__", "constructor", "general"],
  ...["[general]\n", "[tests]\n", "[[targets]]\n", "[security]\n", "name = "],
  ...[`"${SECRET}"`, '"10 m"', '"1.1.1.1"', '"::1%lo"', '"a.example"'],
];

/** A file as the templates have it, with what is commented out switched on. */
function template(path: string): string {
  return Deno.readTextFileSync(new URL(path, import.meta.url))
    .replaceAll(/^#(?=\w+ =|\[)/gm, "");
}

const CLIENT = template("../../client.conf.template");
const SERVER = template("../../server.conf.template");
const SECTIONS = (text: string) =>
  text.split(/^(?=\[)/m).map((section) => section.replaceAll(/^# .*\n/gm, ""));

const CLIENT_TEXTS = [...SECTIONS(CLIENT), ""];
const SERVER_TEXTS = [
  ...SECTIONS(SERVER),
  `[security]\nshared_secret = "${SECRET}"\n`,
];

/** Any text is settings, or problems that name no secret. */
export function fuzzClientConfig(random: Chance): string | undefined {
  const text = mangledText(random, CLIENT_TEXTS, TOML_WORDS);
  return refusal(text, () => parseClient(text, "f"));
}

/** The same for a server's. */
export function fuzzServerConfig(random: Chance): string | undefined {
  const text = mangledText(random, SERVER_TEXTS, TOML_WORDS);
  return refusal(text, () => parseServer(text, "f"));
}

const PROFILE = `[target]
url = "http://a.example:80/x"
protocol = "https"
[traffic]
bandwidth = "10Mbps"
connections = 10
request_size = "1KB"
latency = "0ms"
[limits]
duration = "60s"
total_size = "0"
`;

/** The same for a profile of the traffic generator. */
export function fuzzProfile(random: Chance): string | undefined {
  const text = mangledText(random, [PROFILE], TOML_WORDS);
  return refusal(text, () => parseProfile(text, "f"));
}

function refusal(text: string, parse: () => unknown): string | undefined {
  try {
    parse();
  } catch (error) {
    const isRefusal = error instanceof ConfigError ||
      error instanceof ServerConfigError;
    if (!isRefusal) return `${error} at ${JSON.stringify(text)}`;
    if (error.message.includes(SECRET)) return `a secret in ${error.message}`;
  }
  return undefined;
}

const KERNEL_TEXTS = [
  "nameserver 1.1.1.1\nnameserver fe80::1%eth0\noptions ndots:1\n",
  "wlan0: 0000   54.  -56.  -256        0      0      0      0    211        0\n",
  "Udp: InDatagrams RcvbufErrors\nUdp: 12 3\n",
  "Udp6RcvbufErrors                	17\n",
];
const KERNEL_WORDS = [
  ...["nameserver ", "\n", " ", "\t", ":", "Udp:", "wlan0:", "-", ".", "\0"],
  ...["999999999999999999999", "-256", "NaN", "%", "[::1]", "#", ";"],
];

/** What the kernel and its companions write must not matter to anybody. */
export function fuzzKernelText(random: Chance): string | undefined {
  const text = mangledText(random, KERNEL_TEXTS, KERNEL_WORDS);
  const told = JSON.stringify(text);
  const count = parseResolvConf(text).length;
  if (count > 3) return `${count} resolvers in ${told}`;
  const signal = readProcWireless(text, "wlan0")?.signalDbm;
  if (typeof signal === "number" && !(signal < 0)) {
    return `${signal} of ${told}`;
  }
  parseQueueOverflows(text, text);
  return undefined;
}
