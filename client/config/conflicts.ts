import { shown, tomlName } from "@bufferbane/wording/toml";
import type { Settings } from "./schema.ts";

/** Settings that are right by themselves and wrong together. */
export interface Conflict {
  /** The keys involved; the first is where the mistake most likely is. */
  readonly keys: readonly [string, ...string[]];
  /** What is wrong, naming the keys. */
  readonly sentence: string;
}

/** Finds everything that contradicts itself. */
export function conflictsIn(settings: Settings): Conflict[] {
  return [
    ...interfaceForms(settings),
    ...repeatedNames("interfaces", settings.interfaces),
    ...repeatedNames("servers", settings.servers),
    ...repeatedTargets(settings),
    ...serverForms(settings),
    ...incompleteServers(settings),
    ...overlappingProbes(settings),
    ...disorderedThresholds(settings),
    ...halfAFailover(settings),
    ...halfAMail(settings),
    ...oneFileForTwo(settings),
    ...exposedDashboard(settings),
    ...exposedMetrics(settings),
    ...sharedPort(settings),
    ...nothingToMeasure(settings),
  ];
}

function* interfaceForms(
  { general, interfaces }: Settings,
): Iterable<Conflict> {
  if (general.interfaces.length > 0 && interfaces.length > 0) {
    yield {
      keys: ["general.interfaces", "interfaces"],
      sentence: "general.interfaces and [[interfaces]] are both set " +
        "(allowed: one of the two)",
    };
  }
  const isSeveral = interfaces.length > 0 || general.interfaces.length > 1;
  if (general.connectionType !== "auto" && isSeveral) {
    yield {
      keys: ["general.connection_type", "general.interfaces", "interfaces"],
      sentence: "general.connection_type is " +
        `${shown(general.connectionType)} for several interfaces ` +
        "(allowed: a connection_type in each [[interfaces]])",
    };
  }
}

function* repeatedNames(
  section: string,
  entries: readonly { readonly name: string }[],
): Iterable<Conflict> {
  const names = entries.map(({ name }) => name);
  for (const [i, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first === i || name === "") continue;
    yield {
      keys: [`${section}[${i + 1}].name`, `${section}[${first + 1}].name`],
      sentence: `${section}[${i + 1}].name is ${shown(name)}, as in ` +
        `${section}[${first + 1}] (allowed: each name once)`,
    };
  }
}

function* repeatedTargets({ targets }: Settings): Iterable<Conflict> {
  const owners = new Map([["auto", ""], ["none", ""]]);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["targets.gateway", [targets.gateway]],
    ["targets.isp_gateway", [targets.ispGateway]],
    ["targets.public_dns", targets.publicDns],
    ["targets.custom", targets.custom],
  ];
  for (const [key, hosts] of lists) {
    for (const host of hosts) {
      const owner = owners.get(host);
      if (owner === undefined) owners.set(host, key);
      else if (owner !== "") {
        yield {
          keys: [key, owner],
          sentence: `${key} has ${shown(host)}, as has ${owner} ` +
            "(allowed: each target once)",
        };
      }
    }
  }
}

function* serverForms({ server, servers }: Settings): Iterable<Conflict> {
  if (servers.length > 0 && (server.enabled || server.host !== "")) {
    yield {
      keys: ["server", "servers"],
      sentence: "[server] and [[servers]] are both set " +
        "(allowed: one of the two)",
    };
  }
}

function* incompleteServers({ server, servers }: Settings): Iterable<Conflict> {
  const all = [
    { key: "server", entry: server },
    ...servers.map((entry, i) => ({ key: `servers[${i + 1}]`, entry })),
  ];
  for (const { key, entry } of all) {
    if (!entry.enabled) continue;
    if (entry.host === "") {
      yield {
        keys: [`${key}.host`],
        sentence: `${key}.host is missing ` +
          "(allowed: a host name or an IP address, or enabled = false)",
      };
    }
    if (entry.sharedSecret === "") {
      yield {
        keys: [`${key}.shared_secret`],
        sentence: `${key}.shared_secret is missing ` +
          "(allowed: 64 hexadecimal digits, as `bufferbane secret` prints " +
          "them, or enabled = false)",
      };
    }
  }
}

/** A probe must be settled before its successor leaves. */
function* overlappingProbes({ tests }: Settings): Iterable<Conflict> {
  const { dns, tcp } = tests;
  const cycles = [
    { test: "tests.dns", interval: "interval_s", s: dns.intervalS },
    {
      test: "tests.dns",
      interval: "random_interval_s",
      s: dns.randomIntervalS,
    },
    { test: "tests.tcp", interval: "interval_s", s: tcp.intervalS },
  ];
  for (const { test, interval, s } of cycles) {
    const { timeoutMs } = test === "tests.dns" ? dns : tcp;
    if (timeoutMs <= s * 1_000) continue;
    yield {
      keys: [`${test}.timeout_ms`, `${test}.${interval}`],
      sentence: `${test}.timeout_ms is ${timeoutMs}, longer than ${interval} ` +
        `(allowed: up to ${s * 1_000} ms)`,
    };
  }
}

/** Each pair's first must be less than its second. */
const RISING: readonly (readonly [Threshold, Threshold])[] = [
  ["lossBurstWarning", "lossBurstCritical"],
  ["microDisconnectionS", "outageS"],
  ["throughputCriticalPct", "throughputWarningPct"],
  ["throughputWarningPct", "throughputNoticePct"],
  ["bufferbloatWarningMs", "bufferbloatAlertMs"],
  ["bufferbloatAlertMs", "bufferbloatCriticalMs"],
];

type Threshold = keyof Settings["thresholds"];

function* disorderedThresholds({ thresholds }: Settings): Iterable<Conflict> {
  for (const [low, high] of RISING) {
    if (thresholds[low] < thresholds[high]) continue;
    yield {
      keys: [`thresholds.${tomlName(low)}`, `thresholds.${tomlName(high)}`],
      sentence: `thresholds.${tomlName(low)} is ${thresholds[low]} ` +
        `(allowed: less than ${tomlName(high)}, which is ${thresholds[high]})`,
    };
  }
}

function* halfAFailover({ failover }: Settings): Iterable<Conflict> {
  const { primary, backup } = failover;
  const isOff = primary === "" && backup === "";
  const isPair = primary !== "" && backup !== "" && primary !== backup;
  if (isOff || isPair) return;
  yield {
    keys: ["failover.backup", "failover.primary"],
    sentence: `failover.backup is ${shown(backup)} and failover.primary is ` +
      `${shown(primary)} (allowed: two interfaces, or none)`,
  };
}

function* halfAMail({ alerts }: Settings): Iterable<Conflict> {
  const { smtpUrl, mailFrom, mailTo } = alerts;
  const parts = [
    { key: "smtp_url", isSet: smtpUrl !== "" },
    { key: "mail_from", isSet: mailFrom !== "" },
    { key: "mail_to", isSet: mailTo.length > 0 },
  ];
  const [set] = parts.filter(({ isSet }) => isSet);
  const [missing] = parts.filter(({ isSet }) => !isSet);
  if (set === undefined || missing === undefined) return;
  yield {
    keys: [`alerts.${set.key}`, `alerts.${missing.key}`],
    sentence: `alerts.${set.key} is set and alerts.${missing.key} is not ` +
      "(allowed: smtp_url, mail_from and mail_to together, or none of them)",
  };
}

/** Text at the end of a database is the end of the database. */
function* oneFileForTwo(
  { general, alerts, logging }: Settings,
): Iterable<Conflict> {
  const files = new Map([["general.database_path", general.databasePath]]);
  const texts = [
    ["alerts.log_path", alerts.logPath],
    ["logging.path", logging.path],
  ] as const;
  for (const [key, path] of texts) {
    const other = [...files].find(([, taken]) => taken === path)?.[0];
    files.set(key, path);
    if (path === "" || other === undefined) continue;
    yield {
      keys: [key, other],
      sentence: `${key} is ${shown(path)}, as is ${other} ` +
        "(allowed: a file for each)",
    };
  }
}

/**
 * A page for the network that anybody may see, and change.
 *
 * @param settings Of the dashboard.
 */
export function exposedDashboard(
  { dashboard }: Pick<Settings, "dashboard">,
): Iterable<Conflict> {
  return exposed("dashboard", dashboard);
}

function* exposedMetrics({ metrics }: Settings): Iterable<Conflict> {
  if (metrics.enabled) yield* exposed("metrics", metrics);
}

function* exposed(
  section: string,
  { bind, token }: { readonly bind: string; readonly token: string },
): Iterable<Conflict> {
  const isOwn = bind === "localhost" || bind === "::1" ||
    bind.startsWith("127.");
  if (isOwn || token !== "") return;
  yield {
    keys: [`${section}.bind`, `${section}.token`],
    sentence:
      `${section}.token is missing while ${section}.bind is ${
        shown(bind)
      }, which others can reach (allowed: 64 hexadecimal digits, as ` +
      "`bufferbane secret` prints them, or localhost)",
  };
}

function* sharedPort({ dashboard, metrics }: Settings): Iterable<Conflict> {
  if (!dashboard.enabled || !metrics.enabled) return;
  if (dashboard.port !== metrics.port) return;
  yield {
    keys: ["metrics.port", "dashboard.port"],
    sentence: `metrics.port is ${metrics.port}, as is dashboard.port ` +
      "(allowed: a port for each)",
  };
}

function* nothingToMeasure(settings: Settings): Iterable<Conflict> {
  const { targets, tests, server, servers } = settings;
  const isAny = targets.gateway !== "none" || targets.ispGateway !== "none" ||
    targets.publicDns.length > 0 || targets.custom.length > 0 ||
    tests.dns.enabled || tests.tcp.enabled ||
    [server, ...servers].some(({ enabled }) => enabled);
  if (isAny) return;
  yield {
    keys: ["targets", "tests.dns.enabled", "tests.tcp.enabled"],
    sentence: "[targets] and [tests] leave nothing to measure " +
      "(allowed: at least one target or test)",
  };
}
