import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { drop, type Lab, openLab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import {
  ECHO_PORT,
  type EchoClient,
  startLabClient,
  startLabServer,
} from "./echo_lab.ts";

/**
 * By the type byte, 5 behind the UDP header: KNOCKs are not counted. Nor are
 * long ECHOs, which ask for the path's MTU and are no rounds.
 */
const REQUESTS = `udp dport ${ECHO_PORT} udp length < 1000 @th,104,8 0x10`;
const REPLIES = `udp sport ${ECHO_PORT} udp length < 1000 @th,104,8 0x11`;

testInNamespaces(
  "EchoProbe attributes every loss to its direction, as the kernel counted them",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using _ = await startLabServer(lab);
    await using client = await startLabClient(lab);
    const counted = await loseSome(lab, client);
    // Later replies tell of the last losses.
    const { rows } = await client
      .run({ rounds: 20, intervalMs: 10, settleMs: 1500, since: 0 });
    const countOf = (fate: string) =>
      rows.filter(({ status, lostOn }) => `${status} ${lostOn}` === fate)
        .length;
    deepStrictEqual(
      { up: countOf("timeout up"), down: countOf("timeout down") },
      counted,
    );
    strictEqual(countOf("ok null"), rows.length - counted.up - counted.down);
    ok(counted.up > 50 && counted.down > 20, JSON.stringify(counted));
  },
);

/** What the kernel says of a thousand rounds on a bad line. */
async function loseSome(
  lab: Lab,
  client: EchoClient,
): Promise<{ readonly up: number; readonly down: number }> {
  const tenth = { kind: "share", share: 0.1 } as const;
  await using up = await drop(lab.line.up, { ...tenth, match: REQUESTS });
  await using down = await drop(lab.line.down, { ...tenth, match: REPLIES });
  await client.run({ rounds: 1000, intervalMs: 10, settleMs: 1500 });
  return {
    up: (await up.counters()).droppedPackets,
    down: (await down.counters()).droppedPackets,
  };
}
