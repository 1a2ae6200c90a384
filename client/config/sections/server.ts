import { choice, decimal, FLAG, whole } from "../shape.ts";
import { entries, required, SECRET, section, setting } from "../setting.ts";
import {
  HOST_OR_NONE,
  INTERFACE_OR_NONE,
  LABEL,
  LINE,
  PCT,
  PORT,
  SECONDS,
} from "./shapes.ts";

const HOST = setting(HOST_OR_NONE, {
  default: "",
  doc: "The server's host name or address.",
  reason: "only you know",
});
const UDP_PORT = setting(PORT, {
  default: 9_876,
  doc: "The server's port, UDP and TCP: `bind_port` in server.conf.",
  reason: "it is the server's default too",
});
const SHARED_SECRET = setting(SECRET, {
  default: "",
  doc: "The same 64 hexadecimal digits as in server.conf, from " +
    "`bufferbane secret`. Keep this file readable by you alone (chmod 600).",
  reason: "a secret that comes with the program is none",
});

export const SERVER = section(
  "Your own bufferbane-server, for delay in each direction and load tests.",
  {
    enabled: setting(FLAG, {
      default: false,
      doc: "Whether to use it. Once `host` is set, it is used unless this " +
        "says `false`.",
      reason: "bufferbane works without a server",
    }),
    name: setting(LABEL, {
      default: "server",
      doc: "What to call it in charts and reports.",
      reason: "with one server there is nothing to tell apart",
    }),
    host: HOST,
    port: UDP_PORT,
    sharedSecret: SHARED_SECRET,
  },
);

export const SERVER_ENTRIES = entries(
  "Instead of `[server]`: one block for each of several servers.",
  {
    name: required(setting(LABEL, {
      default: "",
      doc: "What to call it in charts and reports.",
      reason: "every entry names its own",
    })),
    enabled: setting(FLAG, {
      default: true,
      doc: "Whether to use it.",
      reason: "who writes down a server wants it used",
    }),
    host: HOST,
    port: UDP_PORT,
    sharedSecret: SHARED_SECRET,
  },
);

const TEST_KB = whole({ min: 10, max: 100_000, unit: "KB" });

export const THROUGHPUT = section(
  "Speed tests of three sizes, with a server only. The intervals are the " +
    "shortest: `[budget]` stretches them.",
  {
    enabled: setting(FLAG, {
      default: true,
      doc: "Whether to test.",
      reason:
        "it costs nothing without a server, and `[budget]` caps it with one",
    }),
    smallIntervalS: setting(SECONDS, {
      default: 10,
      doc: "Time between two small tests, at least.",
      reason: "a fault of 30 seconds is seen by three of them",
    }),
    smallKb: setting(TEST_KB, {
      default: 100,
      doc: "Size of a small test, in each direction.",
      reason: "100 KB in 10 seconds are 80 kbit/s, which disturb nobody",
    }),
    mediumIntervalS: setting(SECONDS, {
      default: 60,
      doc: "Time between two medium tests, at least.",
      reason: "ten times the size, for a rate that is surer",
    }),
    mediumKb: setting(TEST_KB, {
      default: 1_000,
      doc: "Size of a medium test, in each direction.",
      reason: "1 MB is still over within a second on most lines",
    }),
    largeIntervalS: setting(SECONDS, {
      default: 300,
      doc: "Time between two large tests, at least.",
      reason: "they take seconds of the whole line",
    }),
    largeKb: setting(TEST_KB, {
      default: 10_000,
      doc:
        "Size of a large test, in each direction; it ends earlier once the " +
        "rate is known.",
      reason: "TCP needs some seconds to show what the line carries",
    }),
  },
);

export const BUFFERBLOAT = section(
  "Delay while the line is full, with a server only.",
  {
    enabled: setting(FLAG, {
      default: true,
      doc: "Whether to test.",
      reason:
        "it costs nothing without a server, and `[budget]` caps it with one",
    }),
    intervalS: setting(SECONDS, {
      default: 21_600,
      doc: "Time between two tests, at least; `[budget]` stretches it.",
      reason: "a queue changes with the hour, and a test fills the line for " +
        "half a minute",
    }),
    streams: setting(whole({ min: 4, max: 16, unit: "" }), {
      default: 4,
      doc: "TCP connections in each direction.",
      reason: "four fill most lines; more cost more data",
    }),
  },
);

export const PATH_TEST = section("The routers on the way.", {
  enabled: setting(FLAG, {
    default: true,
    doc: "Whether to trace them: at the start, at intervals, in an incident.",
    reason: "a changed route explains a changed delay",
  }),
  intervalS: setting(SECONDS, {
    default: 3_600,
    doc: "Time between two traces.",
    reason: "routes change by the day, not by the minute",
  }),
});

export const BUDGET = section("How much data load tests may use.", {
  monthlyGb: setting(decimal({ min: 0, max: 100_000, unit: "GB" }), {
    default: 20,
    doc: "For each interface and calendar month, both directions together; " +
      "0 allows none. Tests are spread evenly over what is left of the month.",
    reason: "it is a small part of what a home line carries in a month",
  }),
});

export const LINE_CONTRACT = section(
  "What you pay for; reports compare it with what you get.",
  {
    provider: setting(LINE, {
      default: "",
      doc: "The provider's name.",
      reason: "only you know",
    }),
    technology: setting(
      choice("", "cable", "dsl", "fibre", "5g", "satellite", "wisp"),
      {
        default: "",
        doc: "How the line reaches you; reports say what is usual for it.",
        reason: "only you know",
      },
    ),
    expectedUploadKbps: setting(whole({ min: 0, max: 1e8, unit: "kbit/s" }), {
      default: 0,
      doc: "The contract's upload speed; 0 if unknown.",
      reason: "only you know",
    }),
    expectedDownloadKbps: setting(whole({ min: 0, max: 1e8, unit: "kbit/s" }), {
      default: 0,
      doc: "The contract's download speed; 0 if unknown.",
      reason: "only you know",
    }),
    guaranteedPct: setting(PCT, {
      default: 0,
      doc: "The share of these speeds that the contract guarantees; 0 if " +
        "unknown.",
      reason: "only you know",
    }),
  },
);

export const FAILOVER = section(
  "Says when to change to a backup line, and when to change back.",
  {
    primary: setting(INTERFACE_OR_NONE, {
      default: "",
      doc: "The interface of the line that is used normally.",
      reason: "most people have one line",
    }),
    backup: setting(INTERFACE_OR_NONE, {
      default: "",
      doc: "The interface of the line to change to.",
      reason: "most people have one line",
    }),
    backupGoodS: setting(SECONDS, {
      default: 30,
      doc: "How long the backup must have been good first.",
      reason: "a line that has just come up is not to be relied on",
    }),
  },
);
