/**
 * An interface of the running monitor is removed and made anew, renamed,
 * exchanged for another by name, switched off and given another address, by
 * turns: `deno run -A tests/torture/interface_changes.ts [--quick]`. Needs
 * root; takes 7 minutes, quick 1.
 *
 * @module
 */

import { type Household, openHousehold } from "../cli/household.ts";
import { endBy, pass, start, until } from "../cli/program.ts";
import { count, isThere } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import type { ClientInterface } from "../lab/topology.ts";
import type { Spawned } from "../lab/spawned.ts";
import { figure, isQuick } from "./figures.ts";

const CHANGES = isQuick() ? 10 : 100;
/** Two rounds of a second, and a wake-up on a busy machine. */
const MAX_RETURN_MS = 2_200;
/** At least one round lies in each change. */
const CHANGED_MS = 1_500;

/** A way to change an interface, and back. */
interface Change {
  /** What it is. */
  readonly name: string;
  /** What `ip` does in the client's namespace. */
  readonly begin: readonly string[];
  /** How it is taken back; `{router}`: in the router's namespace. */
  readonly end: readonly string[];
  /** Rows that would be wrong while it lasts: a condition of SQL. */
  readonly wrong: string;
}

function changesOf(
  { lab }: Household,
  one: ClientInterface,
  two: ClientInterface,
): readonly Change[] {
  const { name, ipv4, gateway4, peer, metric } = one;
  const route =
    `route replace default via ${gateway4} dev ${name} metric ${metric}`;
  const other = ipv4.replace(/\d+$/, "77");
  return [
    {
      name: "removed",
      begin: [`link delete ${name}`],
      end: [
        `{router} link add ${peer} type veth peer name ${name} netns ${lab.client}`,
        `{router} address add ${gateway4}/24 dev ${peer}`,
        `{router} link set ${peer} up`,
        `link set ${name} up`,
        `address add ${ipv4}/24 dev ${name}`,
        route,
      ],
      wrong: `interface = '${name}'`,
    },
    {
      name: "renamed",
      begin: [`link set ${name} name elsewhere`],
      end: [`link set elsewhere name ${name}`],
      wrong: `interface = '${name}' OR interface = 'elsewhere'`,
    },
    {
      name: "exchanged",
      begin: exchange(name, two.name),
      end: exchange(name, two.name),
      // The gateway says whose cable a probe took.
      wrong: `(interface = '${name}' AND target = '${gateway4}')
        OR (interface = '${two.name}' AND target = '${two.gateway4}')`,
    },
    {
      name: "off",
      begin: [`link set ${name} down`],
      end: [`link set ${name} up`, route],
      wrong: `interface = '${name}' AND packet_loss_pct IS NOT NULL`,
    },
    {
      name: "other address",
      begin: [
        `address delete ${ipv4}/24 dev ${name}`,
        `address add ${other}/24 dev ${name}`,
        route,
      ],
      end: [
        `address delete ${other}/24 dev ${name}`,
        `address add ${ipv4}/24 dev ${name}`,
        route,
      ],
      wrong: `interface NOT IN ('c0', '${name}', '${two.name}')`,
    },
  ];
}

function exchange(a: string, b: string): readonly string[] {
  return [
    `link set ${a} name between`,
    `link set ${b} name ${a}`,
    `link set between name ${b}`,
  ];
}

async function carryOut(
  { lab }: Household,
  commands: readonly string[],
): Promise<void> {
  for (const command of commands) {
    const isRouters = command.startsWith("{router} ");
    await run([
      ...["ip", "-n", isRouters ? lab.router : lab.client],
      ...command.replace("{router} ", "").split(" "),
    ]);
  }
}

/** How many descriptors a process holds. */
function descriptors({ pid }: Spawned): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** Carries a change out and back; how long the return took, and what is wrong. */
async function test(
  home: Household,
  change: Change,
  name: string,
): Promise<{ readonly returnMs: number; readonly wrong: number }> {
  const { db } = home;
  await carryOut(home, change.begin);
  const fromMs = Date.now();
  await pass(CHANGED_MS);
  const toMs = Date.now();
  await carryOut(home, change.end);
  const backMs = Date.now();
  const first = `SELECT min(timestamp_ms) FROM measurements
    WHERE interface = '${name}' AND test_type = 'icmp' AND target = '1.1.1.1'
    AND status = 'ok' AND timestamp_ms > ${backMs}`;
  await until(
    () => count(db, first) > 0,
    () => `an answer after "${change.name}"`,
  );
  const wrong = `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
    AND timestamp_ms > ${fromMs} AND timestamp_ms < ${toMs}
    AND (${change.wrong})`;
  return { returnMs: count(db, first) - backMs, wrong: count(db, wrong) };
}

await using home = await openHousehold({ interfaces: ["c0", "c1", "c2"] });
const [, one, two] = home.lab.interfaces;
if (one === undefined || two === undefined) {
  throw new TypeError("Cannot test as the lab has no second interface");
}
await using monitor = await start(home.here, [
  ...["--db", home.db, "--interfaces", "c0,c1,c2"],
]);
await until(() => isThere(home.db), () => monitor.stderr().join("\n"));
const changes = changesOf(home, one, two);
// The first changes open what is opened on demand.
for (const change of changes) await test(home, change, one.name);
const before = descriptors(monitor);
const slowest = new Map<string, number>();
const wrong = new Map<string, number>();
for (let i = 0; i < CHANGES; i++) {
  const change = changes[i % changes.length];
  if (change === undefined) continue;
  const result = await test(home, change, one.name);
  slowest.set(
    change.name,
    Math.max(slowest.get(change.name) ?? 0, result.returnMs),
  );
  if (result.wrong === 0) continue;
  wrong.set(change.name, (wrong.get(change.name) ?? 0) + result.wrong);
}
const after = descriptors(monitor);
const code = await endBy(monitor, "SIGINT");

figure(
  `${CHANGES} changes, slowest first answer after each`,
  [...slowest].map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(", "),
  Math.max(...slowest.values()) <= MAX_RETURN_MS,
);
figure(
  "wrong labels",
  wrong.size === 0
    ? "0"
    : [...wrong].map(([name, rows]) => `${name} (${rows})`).join(", "),
  wrong.size === 0,
);
figure("descriptors", `${before} then ${after}`, after <= before);
const errors = monitor.stderr();
figure(
  "exit",
  `${code}, ${errors.length} errors${
    errors.map((line) => `\n  ${line}`).join("")
  }`,
  code === 0 && errors.length === 0,
);
