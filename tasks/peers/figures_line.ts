/** What is measured of lines, with and without a server. @module */

import { script, tests } from "../step.ts";
import { type Figure, peer, under } from "./figure.ts";

/** Figures of ECHOs, interfaces, comparisons and ways. */
export const OF_THE_LINE: readonly Figure[] = [
  ...under("The server and the encrypted echo", [
    {
      name: "echo",
      steps: [
        peer("irtt", [], ["--probes", "300"]),
        peer("irtt", ["--busy"], ["--probes", "300", "--busy"]),
      ],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "echo_rate",
      steps: [peer("echo_rate", [], ["20000"])],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "sessions",
      steps: [script("tests/torture/many_sessions.ts")],
      rows: [{
        what: "10,000 sessions of an ECHO a second",
        asked: "P99 of t3 - t2 5 ms, 256 MB",
      }],
      minutes: 5,
      rank: 3,
    },
    {
      name: "loss_ways",
      steps: [tests("tests/echo/loss_test.ts")],
      rows: [{
        what:
          "direction of about 200 losses in 1,000 probes against `nft` counters",
        asked: "exact, none wrong",
        held: "exact, none wrong",
      }],
      minutes: 0.5,
      rank: 1,
    },
    {
      name: "queue_ways",
      steps: [tests("tests/echo/queue_test.ts")],
      rows: [{
        what:
          "an 80 ms queue in each direction, clock 80 ppm fast and stepped by -5 s",
        asked: "within 10 %, right direction",
        held: "within 10 %, the other direction below 1 ms",
      }],
      minutes: 0.5,
      rank: 1,
    },
    {
      name: "clock_offset",
      steps: [script("tests/torture/clock_offset.ts")],
      rows: [{
        what: "one-way delay outside its bound, simulated hours",
        asked: "0; queue error P99 0.5 ms",
      }],
      minutes: 1,
      rank: 2,
    },
    {
      name: "silence",
      steps: [script("tests/torture/silence.ts")],
      rows: [{
        what: "datagrams of no client, `nmap -sU` and `-sS`, under capture",
        asked: "silence",
      }],
      minutes: 2,
      rank: 3,
    },
    {
      name: "restart",
      steps: [script("tests/torture/restart.ts", { full: ["--quick"] })],
      rows: [{
        what: "back after the server's restart, 6 times",
        asked: "6 s, none an outage",
      }],
      minutes: 1.5,
      rank: 3,
    },
    {
      name: "path_mtu",
      steps: [tests("tests/echo/path_mtu_test.ts")],
      rows: [{
        what: 'black holes each way, a link of MTU 1280, forged "too big"',
        asked: "<= 3 probes, no fragment",
        held: "3 probes, the right direction, 0 fragments, forgery ignored",
      }],
      minutes: 1,
      rank: 2,
    },
    {
      name: "flood",
      steps: [script("tests/torture/flood.ts")],
      rows: [{
        what: "floods of forged packets beside a client",
        asked: "CPU 2, 2, 50 % of a core, loss 0.1, 0.1, 1 %, memory +16 MB",
      }],
      minutes: 16,
      rank: 3,
    },
  ]),
  ...under("Interfaces and sockets", [
    {
      name: "interfaces",
      steps: [
        peer("many_interfaces", [], ["--seconds", "5"]),
        peer("many_interfaces", ["--everything"], [
          ...["--everything", "--seconds", "5"],
        ]),
      ],
      minutes: 1.5,
      rank: 1,
    },
    {
      name: "bound",
      steps: [tests("tests/cli/bound_test.ts")],
      rows: [{
        what:
          "pings, DNS, TCP, held TCP and ECHOs of three interfaces, against a capture on each",
        asked: "every probe leaves where it should",
        held: "every one, as often as the database says, in the same rounds",
      }],
      minutes: 0.5,
      rank: 2,
    },
    {
      name: "interface_changes",
      steps: [script("tests/torture/interface_changes.ts")],
      rows: [{
        what:
          "an interface removed, renamed, exchanged, off, readdressed, 100 times",
        asked:
          "no crash, no descriptor left, right labels, back within 2 rounds",
      }],
      minutes: 7,
      rank: 3,
    },
    {
      name: "inventory",
      steps: [tests("client/links/linux/namespace_test.ts")],
      rows: [{
        what:
          "inventory against `ip -d -j addr`, counters against `ip -s -j link`: veth, bridge, macvlan, tun, tap, ifb, loopback, renamed",
        asked: "equal",
        held: "equal, flags included",
      }],
      minutes: 0.5,
      rank: 2,
    },
    {
      name: "sockets",
      steps: [tests("client/links/linux/connections_test.ts")],
      rows: [{
        what: "200 sockets in all lasting states against `ss -tunapi`",
        asked: "equal",
        held:
          "equal: addresses, state, queues, processes, RTT, retransmissions, bytes",
      }],
      minutes: 0.5,
      rank: 2,
    },
    {
      name: "two_cards",
      steps: [tests("tests/cli/doctor_test.ts")],
      rows: [{
        what: "two cards in one network with strict `rp_filter`",
        asked: "explained with the exact commands",
        held: "the commands that `doctor` prints make the silent card heard",
      }],
      minutes: 0.5,
      rank: 2,
    },
    { name: "routes", steps: [peer("many_routes")], minutes: 0.3, rank: 1 },
  ]),
  ...under("Comparison and paths", [
    {
      name: "mtr",
      steps: [peer("path_lab", ["--changes", "0", "--faults", "0"])],
      minutes: 0.5,
      rank: 1,
    },
    {
      name: "path",
      steps: [
        peer("path_lab", ["--no-mtr"], [
          ...["--no-mtr", "--changes", "1", "--faults", "0"],
        ]),
      ],
      minutes: 7,
      rank: 3,
    },
    {
      name: "trace",
      steps: [tests("tests/paths")],
      rows: [{
        what: "a trace by ICMP and UDP, over IPv4 and IPv6",
        asked: "every router",
        held: "every router",
      }],
      minutes: 0.3,
      rank: 2,
    },
    {
      name: "compare",
      steps: [peer("compare_equal"), peer("compare_cost")],
      minutes: 0.5,
      rank: 1,
    },
    {
      name: "compare_lab",
      steps: [peer("compare_lab", [], ["--rounds", "0", "--equal", "1"])],
      minutes: 12,
      rank: 3,
    },
  ]),
];
