import { ok, rejects, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { run } from "./command.ts";
import { openLab } from "./lab.ts";
import { ping } from "./testing.ts";
import { namespacesOf } from "./topology.ts";

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
