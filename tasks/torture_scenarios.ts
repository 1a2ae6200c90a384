import { script, type Step, tests } from "./step.ts";

/** One T of the plan. */
export interface Scenario {
  /** E.g. `T9`. */
  readonly name: string;
  /** What is done. */
  readonly what: string;
  /** What must come out. */
  readonly pass: string;
  /** Run one after the other; all must pass. Without any it is not made yet. */
  readonly steps: readonly Step[];
  /** How long it may take in full, where 20 minutes are too short. */
  readonly limitMin?: number;
  /** Why it, or the rest of it, is not made yet. */
  readonly missing?: string;
}

/** All of the plan, in its order. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "T1",
    what: "Ciphers and key derivation against published vectors",
    pass: "all; 10^5 random cross seals",
    steps: [
      tests(
        "protocol/aead_test.ts",
        "protocol/hkdf_test.ts",
        "protocol/seal_test.ts",
      ),
    ],
  },
  {
    name: "T2",
    what: "Golden bytes of every packet, also for a decoder in Python",
    pass: "14 of 14 types and the preface identical",
    steps: [tests("tests/vectors/")],
  },
  {
    name: "T3",
    what: "Fuzzing: flipped bits, mangled headers, sealed nonsense",
    pass: "10^7: nothing wrong",
    steps: [
      script("tests/fuzz/protocol.ts", {
        full: ["--iterations", "10000000"],
        quick: ["--iterations", "100000"],
      }),
    ],
  },
  {
    name: "T4",
    what:
      "Client and server logic in virtual time: loss, doubles, disorder, replays, forgeries, clock steps, moves, restarts, revoked secrets",
    pass: "10^5 runs of 200 steps: no rule broken, nobody locked out",
    steps: [script("tests/torture/model.ts")],
  },
  {
    name: "T5",
    what: "Nonces while the clock is stepped by up to ten years",
    pass: "10^7 strictly rising",
    steps: [
      script("tests/fuzz/nonces.ts", {
        full: ["--draws", "10000000"],
        quick: ["--draws", "1000000"],
      }),
      tests("protocol/nonce_test.ts"),
    ],
  },
  {
    name: "T6",
    what: "Replays: WireGuard's table, every datagram of a session again",
    pass: "0 accepted, KNOCKs <= 5 ACK/s",
    steps: [tests("protocol/replay_test.ts", "tests/server/replay_test.ts")],
  },
  {
    name: "T7",
    what:
      "10^6 datagrams of no client, nmap -sU and -sS, under capture; nmap -sS during another's grant",
    pass: "0 bytes and 0 ICMP out, 0 SYN-ACK",
    steps: [script("tests/torture/silence.ts")],
  },
  {
    name: "T8",
    what: "Every type from addresses not validated, with stolen tokens",
    pass: "out <= in",
    steps: [tests("tests/server/amplification_test.ts")],
  },
  {
    name: "T9",
    what: "Flood from 64 k sources beside a client",
    pass: "CPU <= 2 / 2 / 50 % of a core, loss <= 0.1 / 0.1 / 1 %",
    steps: [script("tests/torture/flood.ts")],
  },
  {
    name: "T10",
    what: "10,000 sessions of an ECHO a second, and the 10,001st",
    pass: "t3 - t2 p99 <= 5 ms, RSS <= 256 MB, the 10,001st silent",
    steps: [script("tests/torture/many_sessions.ts")],
  },
  {
    name: "T11",
    what: "NAT: another port every 10 s, another address",
    pass: "<= 1 probe lost each time, no KNOCK needed",
    steps: [script("tests/torture/rebind.ts")],
  },
  {
    name: "T12",
    what: "Server stopped and killed 100 times",
    pass: "back <= 6 s p99; 100 gaps called a restart, 0 an outage",
    steps: [script("tests/torture/restart.ts")],
  },
  {
    name: "T13",
    what: "Interface down and up, cable out and in, 100 times",
    pass: "next answer <= 2 intervals after carrier, 0 crashes, labels right",
    steps: [script("tests/torture/link_flaps.ts")],
  },
  {
    name: "T14",
    what: "Loss of each direction of a real line, against the kernel's count",
    pass: "totals exact, 0 wrong",
    steps: [tests("tests/echo/loss_test.ts")],
  },
  {
    name: "T15",
    what: "One-way delays and queues over a known truth, skew +-100 ppm",
    pass: "0 outside the bound, queue error p99 <= 0.5 ms",
    steps: [
      script("tests/torture/clock_offset.ts"),
      tests("tests/echo/queue_test.ts"),
    ],
  },
  {
    name: "T16",
    what: "Clock steps of both ends, 1 s to 30 years",
    pass: "<= 1 s of stamps dropped, 0 negative delays, 0 sessions lost",
    steps: [script("tests/torture/clock_steps.ts")],
  },
  {
    name: "T17",
    what: "kill -9 of the process that writes",
    pass: "0 acknowledged rows lost, file whole, restart <= 2 s",
    steps: [
      script("tests/torture/kill_writer.ts", {
        full: ["1000"],
        quick: ["60"],
      }),
    ],
  },
  {
    name: "T18",
    what: "Power cut: crash images from recorded writes",
    pass: "500 of 500 whole, nothing lost that was said to be on disk",
    steps: [script("tests/torture/power_cut.ts")],
  },
  {
    name: "T19",
    what: "Disk full, then space again",
    pass: "measuring goes on, no row lost or half-written, an alarm",
    steps: [tests("client/store/disk_full_test.ts")],
  },
  {
    name: "T20",
    what: "Read-only disk, EIO, database locked by another program",
    pass: "starts in memory and says so",
    steps: [
      tests(
        "client/store/recorder_faults_test.ts",
        "client/store/disk_full_test.ts",
        "tests/torture/io_error_test.ts",
      ),
    ],
  },
  {
    name: "T21",
    what: "Damaged database: 200 flipped bytes, cuts, garbage",
    pass: "start <= 3 s, the damaged file kept, readable rows saved",
    steps: [
      script("tests/torture/damaged_database.ts"),
      tests("client/store/open_database_test.ts"),
    ],
  },
  {
    name: "T22",
    what: "kill -9 at each migration step; an older program",
    pass: "old schema or new, never between; refused",
    steps: [
      script("tests/torture/kill_migration.ts"),
      tests("client/store/migrations_test.ts"),
    ],
  },
  {
    name: "T23",
    what: "The version of SQLite",
    pass: ">= 3.51.3",
    steps: [tests("tests/torture/sqlite_version_test.ts")],
  },
  {
    name: "T24",
    what:
      "Soak of 2 h at 10 rounds a second: loss, black holes, jitter, cable out, server restarts; numbers past 2^32",
    pass:
      "RSS slope <= 1 MB/day, descriptors constant, missed <= 10^-5, p99.9 late <= 5 ms",
    steps: [
      script("tests/torture/soak.ts"),
      tests(
        "protocol/loss_locator_test.ts",
        "protocol/echo_ledger_test.ts",
        "protocol/seal_test.ts",
        "client/probes/icmp_test.ts",
      ),
    ],
    limitMin: 135,
  },
  {
    name: "T25",
    what:
      "Load tests: either end killed, reports lost, quota, second test, cut filler, wrong token",
    pass: "stop <= 1 s, rate <= cap + 2 %",
    steps: [
      tests(
        "tests/server/load_test.ts",
        "tests/server/udp_load_test.ts",
        "tests/load/throughput_test.ts",
        "tests/load/throughput_udp_test.ts",
        "server/bulk/",
      ),
    ],
  },
  {
    name: "T26",
    what: "Unknown version and type, tampered versions, longer bodies",
    pass: "silence; detected; tail ignored",
    steps: [tests("tests/torture/unknown_test.ts")],
  },
  {
    name: "T27",
    what: "MTU 1280, black hole, spoofed packet-too-big",
    pass: "settles <= 3 probes, no fragment, forgery ignored",
    steps: [
      tests("client/probes/path_mtu_test.ts", "tests/echo/path_mtu_test.ts"),
    ],
  },
  {
    name: "T28",
    what: "Weak, sample and doubled secrets; SIGHUP: revoked, rotated",
    pass: "refused; sessions die <= 1 s; 0 probes lost",
    steps: [
      tests("tests/torture/secrets_test.ts", "tests/server/reload_test.ts"),
    ],
  },
];
