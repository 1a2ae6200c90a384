import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { run } from "./command.ts";
import { delayLine } from "./delay.ts";
import { drop } from "./drop.ts";
import { type Lab, openLab } from "./lab.ts";
import { changeAddress, changeGateway, disable, unplug } from "./link.ts";
import { limitRate } from "./rate.ts";
import { namespacesOf } from "./topology.ts";

interface PingOptions {
  readonly count: number;
  readonly args?: readonly string[];
  readonly from?: string;
}

/** What a ping from the client saw. */
async function ping(lab: Lab, target: string, options: PingOptions) {
  const { count, args = [], from } = options;
  const command = ["ping", "-n", "-i0.01", "-W1", `-c${count}`, ...args];
  const bound = from === undefined ? [] : ["-I", from];
  // ping ends with 1 when nothing came back, which some tests are about.
  const text = await lab.exec(lab.client, [
    ...["sh", "-c", '"$@"; true', "sh"],
    ...[...command, ...bound, target],
  ]);
  const rttsMs = [...text.matchAll(/time=([\d.]+) ms(?! \(DUP)/g)]
    .map(([, time]) => Number(time));
  return { text, rttsMs, received: rttsMs.length };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

testInNamespaces(
  "openLab() connects both ends over every hop, interface and family",
  async () => {
    await using lab = await openLab({
      interfaces: ["eth0", "wlan0"],
      routers: 6,
      serverAddresses: ["1.1.1.1", "10.77.0.0/22", "2606:4700:4700::1111"],
    });
    const targets: readonly [target: string, why: string][] = [
      [lab.server4, "the server"],
      [lab.server6, "the server over IPv6"],
      ["1.1.1.1", "a public target played by the server"],
      ["10.77.3.255", "one of a thousand addresses"],
      ["2606:4700:4700::1111", "a public IPv6 target"],
      ...lab.hops.flatMap(({ ipv4, ipv6 }): [string, string][] => [
        [ipv4, "a hop"],
        [ipv6, "a hop over IPv6"],
      ]),
    ];
    for (const [target, why] of targets) {
      for (const { name } of lab.interfaces) {
        const { received, text } = await ping(lab, target, {
          count: 1,
          from: name,
        });
        strictEqual(received, 1, `${why} over ${name}: ${text}`);
      }
    }
  },
);

testInNamespaces(
  "openLab() leaves nothing behind, even after a failure",
  async () => {
    let names: readonly string[] = [];
    await rejects(async () => {
      await using lab = await openLab();
      names = namespacesOf(lab);
      await lab.spawn(lab.server, ["sleep", "600"]);
      throw new Error("a test failed");
    }, { message: "a test failed" });
    const left = await run(["ip", "netns", "list"]);
    strictEqual(names.length, 4);
    for (const name of names) ok(!left.includes(name), name);
  },
);

testInNamespaces(
  "openLab() removes what a crashed run left behind",
  async () => {
    // Above the largest pid there can be, so that nobody has it.
    const orphan = "bb-99999999-1-c";
    await run(["ip", "netns", "add", orphan]);
    await using _lab = await openLab();
    ok(!(await run(["ip", "netns", "list"])).includes(orphan));
  },
);

testInNamespaces("Lab.exec() says what went wrong", async () => {
  await using lab = await openLab();
  await rejects(lab.exec(lab.client, ["sh", "-c", "echo no >&2; exit 3"]), {
    name: "CommandError",
    code: 3,
    stderr: "no\n",
  });
  await rejects(
    lab.spawn(lab.client, ["echo", "hello"], { ready: /ready/ }),
    /as it did not say \/ready\/: hello/,
  );
});

testInNamespaces(
  "delayLine() adds its delay each way, and counts",
  async (t) => {
    await using lab = await openLab({ routers: 3 });
    const tenMs = { delayNs: 10e6 };
    await using delay = await delayLine(lab, { up: tenMs, down: tenMs });
    await t.step("to the server, in both families", async () => {
      for (const target of [lab.server4, lab.server6]) {
        const { rttsMs } = await ping(lab, target, { count: 50 });
        strictEqual(rttsMs.length, 50);
        const rttMs = median(rttsMs);
        ok(rttMs >= 20 && rttMs < 22, `${target}: ${rttMs} ms`);
      }
    });
    await t.step("not to the gateway", async () => {
      const { rttsMs } = await ping(lab, lab.hops[0]?.ipv4 ?? "", {
        count: 10,
      });
      ok(median(rttsMs) < 5);
    });
    await t.step("without becoming a hop", async () => {
      const { text } = await ping(lab, lab.server4, {
        count: 1,
        args: ["-t2"],
      });
      ok(text.includes(`From ${lab.hops[1]?.ipv4}`), text);
    });
    await t.step("with a truth for loss and copies", async () => {
      const before = await delay.change({
        up: { delayNs: 0, loss: 0.2 },
        down: { delayNs: 0, duplicate: 0.2 },
      });
      const { received, text } = await ping(lab, lab.server4, { count: 200 });
      const { up, down } = await delay.counters();
      strictEqual(up.offered - before.up.offered, 200);
      strictEqual(received, 200 - up.lost);
      const copies = [...text.matchAll(/DUP/g)].length;
      strictEqual(copies, down.duplicated);
      ok(up.lost > 0 && down.duplicated > 0);
    });
  },
);

testInNamespaces("delayLine() can delay one interface only", async () => {
  await using lab = await openLab({ interfaces: ["eth0", "wlan0"] });
  const [, wlan] = lab.interfaces;
  ok(wlan !== undefined);
  await using _delay = await delayLine(lab, {
    down: { delayNs: 30e6 },
    client: wlan,
  });
  const slow = await ping(lab, lab.server4, { count: 10, from: "wlan0" });
  const fast = await ping(lab, lab.server4, { count: 10, from: "eth0" });
  ok(median(slow.rttsMs) >= 30, "wlan0");
  ok(median(fast.rttsMs) < 15, "eth0");
});

testInNamespaces(
  "drop() loses what it says, in its direction only",
  async (t) => {
    await using lab = await openLab();
    await t.step("a share, equal to the kernel's count", async () => {
      await using up = await drop(lab.line.up, { kind: "share", share: 0.2 });
      await using down = await drop(lab.line.down, { kind: "share", share: 0 });
      const { received } = await ping(lab, lab.server4, { count: 300 });
      const { seenPackets, droppedPackets } = await up.counters();
      strictEqual(seenPackets, 300);
      strictEqual(received, 300 - droppedPackets);
      ok(droppedPackets > 20 && droppedPackets < 110, `${droppedPackets}`);
      deepStrictEqual(await down.counters(), {
        seenPackets: received,
        droppedPackets: 0,
      });
    });
    await t.step("a burst of 3 in every 10", async () => {
      await using _loss = await drop(lab.line.down, {
        kind: "pattern",
        lost: 3,
        of: 10,
      });
      const { text } = await ping(lab, lab.server4, { count: 20 });
      const seqs = [...text.matchAll(/icmp_seq=(\d+)/g)].map(([, seq]) =>
        Number(seq)
      );
      deepStrictEqual(seqs, [4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 20]);
    });
    await t.step("the next 2 packets", async () => {
      await using loss = await drop(lab.line.up, { kind: "next", packets: 2 });
      const { received } = await ping(lab, lab.server6, { count: 10 });
      strictEqual(received, 8);
      strictEqual((await loss.counters()).droppedPackets, 2);
    });
    await t.step("everything for one address", async () => {
      await using _hole = await drop(lab.line.up, {
        kind: "all",
        match: `ip daddr ${lab.server4}`,
      });
      strictEqual((await ping(lab, lab.server4, { count: 2 })).received, 0);
      strictEqual((await ping(lab, lab.server6, { count: 2 })).received, 2);
    });
    await t.step("with a word from the router", async () => {
      for (const target of [lab.server4, lab.server6]) {
        await using _refusal = await drop(lab.interfaces[0].up, {
          kind: "all",
          reject: "host-unreachable",
        });
        const { text } = await ping(lab, target, { count: 1 });
        ok(/Unreachable|unreachable/.test(text), text);
      }
    });
    await t.step("nothing once it is disposed of", async () => {
      strictEqual((await ping(lab, lab.server4, { count: 20 })).received, 20);
    });
  },
);

testInNamespaces("drop() refuses impossible shares", async () => {
  await using lab = await openLab();
  await rejects(drop(lab.line.up, { kind: "share", share: 2 }), {
    name: "RangeError",
    message:
      "Cannot drop packets as share is out of range: found 2 (allowed: 0 to 1)",
  });
});

testInNamespaces(
  "limitRate() makes a full queue wait limit / rate",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using limit = await limitRate(lab.line.up, {
      rateBps: 4e6,
      queueBytes: 50_000,
    });
    strictEqual(limit.fullQueueNs, 100e6);
    // 100 packets of 1414 bytes at once: 35 fit in the queue.
    const { rttsMs } = await ping(lab, lab.server4, {
      count: 100,
      args: ["-l100", "-s1372"],
    });
    const { droppedPackets, sentPackets } = await limit.counters();
    strictEqual(rttsMs.length + droppedPackets, 100);
    // ARP passes the same queue.
    ok(sentPackets >= rttsMs.length);
    // The last in the queue: one packet's time below its limit, and above it
    // only the way back and the scheduler.
    const worstMs = Math.max(...rttsMs);
    ok(
      worstMs > 90 && worstMs < 130,
      `${worstMs} ms at a full queue of 100 ms`,
    );
  },
);

testInNamespaces("links go down and come back with their routes", async (t) => {
  await using lab = await openLab();
  const [client] = lab.interfaces;
  // A neighbour that is not ready yet is asked again after a second.
  const once = { count: 1, args: ["-W3"] };
  await t.step("disable()", async () => {
    {
      await using _down = await disable(lab, client);
      strictEqual((await ping(lab, lab.server4, once)).received, 0);
    }
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
    strictEqual((await ping(lab, lab.server6, once)).received, 1);
  });
  await t.step("unplug()", async () => {
    {
      await using _out = await unplug(lab, client);
      const link = await lab.exec(lab.client, ["ip", "link", "show", "c0"]);
      ok(link.includes("NO-CARRIER"), link);
    }
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
    strictEqual((await ping(lab, lab.server6, once)).received, 1);
  });
  await t.step("changeAddress()", async () => {
    await changeAddress(lab, client, "10.98.1.77");
    const { received } = await ping(lab, lab.server4, once);
    const route = await lab.exec(lab.client, [
      ...["ip", "route", "get", lab.server4],
    ]);
    strictEqual(received, 1);
    ok(route.includes("src 10.98.1.77"), route);
  });
  await t.step("changeGateway()", async () => {
    await changeGateway(lab, client, "10.98.1.254");
    const route = await lab.exec(lab.client, [
      "ip",
      "route",
      "show",
      "default",
    ]);
    ok(route.includes("via 10.98.1.254"), route);
    strictEqual((await ping(lab, lab.server4, once)).received, 1);
  });
});
