import { choice, FLAG, whole } from "../shape.ts";
import { entries, required, section, setting } from "../setting.ts";
import {
  ADDRESSES,
  CONNECTION_TYPE,
  DOMAIN,
  ENDPOINT_OR_NONE,
  ENDPOINTS,
  HOSTS,
  INTERFACE,
  INTERFACES,
  PATH,
  RESOLVERS,
  ROUTER,
  SECONDS,
  TIMEOUT,
} from "./shapes.ts";

export const GENERAL = section(
  "How often to measure, over which interfaces, and where to keep the results.",
  {
    testIntervalMs: setting(whole({ min: 100, max: 60_000, unit: "ms" }), {
      default: 1_000,
      doc: "Time between two rounds of probes.",
      reason: "one second shows dropouts that a call or a game feels, for " +
        "about 200 bytes a second and target",
    }),
    interfaces: setting(INTERFACES, {
      default: [],
      doc: 'Interfaces to measure over at the same time, e.g. `["wlan0", ' +
        '"eth0"]`. Empty: the one that the default route uses.',
      reason: "the default route is what your own programs use",
    }),
    connectionType: setting(CONNECTION_TYPE, {
      default: "auto",
      doc: "What that one interface is; with several, say it for each under " +
        "`[[interfaces]]`.",
      reason: "the kernel, or else the interface's name, usually tells",
    }),
    databasePath: setting(PATH, {
      default: "",
      doc: "The SQLite file with all results. Empty: " +
        "`$XDG_STATE_HOME/bufferbane/bufferbane.db` (`~/.local/state` if unset). A relative " +
        "path starts at the folder that bufferbane is started in.",
      reason: "that is where programs keep what they have recorded",
    }),
    family: setting(choice("auto", "4", "6", "both"), {
      default: "auto",
      doc: "The IP version to measure with. auto: both if this machine has " +
        "both, each as a series of its own.",
      reason: "IPv6 can be down while IPv4 is fine, and the reverse",
    }),
    timeoutMs: setting(TIMEOUT, {
      default: 1_000,
      doc: "An answer that takes longer than this is not in time. One within " +
        "10 seconds is still recorded, as late instead of lost.",
      reason: "what comes a second late is of no use to a call",
    }),
    commitIntervalMs: setting(whole({ min: 100, max: 10_000, unit: "ms" }), {
      default: 1_000,
      doc: "Time between two writes to the disk: what a power cut can lose. " +
        "Use 5000 on an SD card, which wears out with every write.",
      reason: "a second lost is no more than a probe lost",
    }),
  },
);

export const INTERFACE_ENTRIES = entries(
  "The long form of `interfaces` in `[general]`: one block for each interface, " +
    "where its type has to be said.",
  {
    name: required(setting(INTERFACE, {
      default: "",
      doc: "The interface's name, as `ip link` shows it.",
      reason: "every entry names its own",
    })),
    connectionType: setting(CONNECTION_TYPE, {
      default: "auto",
      doc: "What it is.",
      reason: "the kernel, or else the interface's name, usually tells",
    }),
  },
);

export const TARGETS = section(
  "Whom to ask. Near and far targets together tell whose fault it is.",
  {
    gateway: setting(ROUTER, {
      default: "auto",
      doc: "Your own router. auto: the default route's gateway.",
      reason: "trouble at this hop is your own Wi-Fi, cable or router",
    }),
    ispGateway: setting(ROUTER, {
      default: "auto",
      doc: "The provider's first router. auto: the first hop after your own " +
        "router.",
      reason: "trouble that begins at this hop is the access line",
    }),
    publicDns: setting(ADDRESSES, {
      default: ["1.1.1.1", "8.8.8.8", "9.9.9.9"],
      doc: "Public servers that are always there.",
      reason: "three operators do not fail together",
    }),
    custom: setting(HOSTS, {
      default: [],
      doc: "Anything else that matters to you, e.g. your employer's VPN host.",
      reason: "only you know",
    }),
  },
);

export const DNS = section("Name look-ups, at each resolver.", {
  enabled: setting(FLAG, {
    default: true,
    doc: "Whether to measure them.",
    reason: "a slow resolver feels like a slow line",
  }),
  resolvers: setting(RESOLVERS, {
    default: [],
    doc: 'Resolvers to ask; "system" is this machine\'s own. Empty: "system" ' +
      "and `public_dns` of `[targets]`.",
    reason: "the comparison tells whether the provider's resolver is at fault",
  }),
  intervalS: setting(SECONDS, {
    default: 10,
    doc: "Time between two look-ups of `cached_name`.",
    reason: "six a minute make a steady median",
  }),
  cachedName: setting(DOMAIN, {
    default: "example.com",
    doc: "A name that every resolver knows by heart: its time is the way to " +
      "the resolver.",
    reason: "it is reserved for such use (RFC 2606) and always exists",
  }),
  randomIntervalS: setting(SECONDS, {
    default: 60,
    doc: "Time between two look-ups of a new random name below `zone`.",
    reason: "each one reaches the zone's own servers, so it is kept rare",
  }),
  zone: setting(DOMAIN, {
    default: "example.com",
    doc: "A random name in this zone is in no cache: its time is the " +
      "resolver's own work as well.",
    reason:
      "it is reserved for such use (RFC 2606), and its servers answer for " +
      "every name",
  }),
  timeoutMs: setting(TIMEOUT, {
    default: 1_000,
    doc: "An answer that takes longer than this is not in time.",
    reason: "it is the same second as every other probe's",
  }),
});

export const TCP = section(
  "TCP connections: the time from SYN to SYN-ACK, and one held open.",
  {
    enabled: setting(FLAG, {
      default: true,
      doc: "Whether to measure them.",
      reason: "some lines treat ping better than what people use",
    }),
    targets: setting(ENDPOINTS, {
      default: ["1.1.1.1:443"],
      doc: 'Where to connect to, as "host:port".',
      reason: "it is near almost everywhere, and expects connections",
    }),
    intervalS: setting(SECONDS, {
      default: 10,
      doc: "Time between two connections.",
      reason: "no server minds one in 10 seconds",
    }),
    timeoutMs: setting(TIMEOUT, {
      default: 1_000,
      doc: "A connection that takes longer than this is not in time.",
      reason: "the kernel repeats a lost SYN after one second",
    }),
    hold: setting(ENDPOINT_OR_NONE, {
      default: "",
      doc: 'A "host:port" to keep one connection open to, so that resets and ' +
        "silent drops show. To each server of your own one is held anyway.",
      reason: "no public server should be kept busy without being asked",
    }),
  },
);
