/**
 * Is the verdict right? Four pairs of interfaces at one router, each pair in
 * its own trouble at a time: delay, loss, jitter or rate, on the one, on the
 * other, on both, or on none. The impairments are the lab's, the verdicts
 * those of `bufferbane compare interfaces` over 60 s each.
 *
 * ```sh
 * deno run -A tests/peers/compare_lab.ts [--rounds 2] [--equal 10]
 * ```
 *
 * Takes about twelve minutes, mostly waiting; needs root.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { pass, temporaryFolder } from "../cli/program.ts";
import {
  type ClientInterface,
  delayLine,
  drop,
  type Lab,
  limitRate,
  openLab,
} from "../lab/mod.ts";
import { within } from "../lab/lab.ts";
import { newSecret, startServer } from "../server/running_server.ts";
import { figure } from "./figure.ts";

const PAIRS = 4;
const RUN_MS = 60_000;
/** Neither a run's first packets nor its last are another's. */
const SETTLE_MS = 2_500;
const TARGETS = ["1.1.1.1", "8.8.8.8", "9.9.9.9"];
const TESTS_EACH = 4;
const PORT = 9_876;
const MAIN = new URL("../../client/main.ts", import.meta.url).pathname;

/** What is wrong, and the figure that must tell it. */
const TROUBLES = {
  delay: "medianMs",
  loss: "lossPct",
  jitter: "jitterMs",
  rate: "downloadMbps",
  none: "",
} as const;

type Trouble = keyof typeof TROUBLES;

/** One run: `a` is the Wi-Fi-like interface of its pair, `b` the wired one. */
interface Run {
  readonly trouble: Trouble;
  readonly on: "a" | "b" | "both";
}

/** What `compare interfaces --json` says of a pair. */
interface Found {
  readonly comparisons: readonly {
    readonly verdict: {
      readonly kind: string;
      readonly claimed: readonly string[];
      readonly sentence: string;
    };
  }[];
}

async function impair(
  lab: Lab,
  client: ClientInterface,
  trouble: Trouble,
): Promise<AsyncDisposable> {
  switch (trouble) {
    case "delay":
      return await delayLine(lab, { client, up: { delayNs: 13e6 } });
    case "jitter":
      return await delayLine(lab, { client, up: { jitterNs: 15e6 } });
    case "loss":
      return await drop(client.down, { kind: "share", share: 0.12 });
    case "rate":
      return await limitRate(client.down, {
        rateBps: 10e6,
        queueBytes: 60_000,
      });
    case "none":
      return new AsyncDisposableStack();
  }
}

function isRight({ trouble, on }: Run, found: Found): boolean {
  const [{ verdict } = { verdict: undefined }] = found.comparisons;
  if (verdict === undefined) return false;
  if (trouble === "none" || on === "both") return verdict.kind === "none";
  return verdict.kind === on && verdict.claimed.includes(TROUBLES[trouble]);
}

function localText(atMs: number): string {
  return new Date(atMs).toLocaleString("sv");
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "2" },
    equal: { type: "string", default: "10" },
  },
});

const names = Array.from(
  { length: PAIRS },
  (_, pair) => [`wlan${pair}`, `eth${pair}`],
).flat();
await using folder = await temporaryFolder();
await using lab = await openLab({
  interfaces: names,
  routers: 2,
  serverAddresses: TARGETS,
  ipv6: false,
});
const secret = newSecret();
await using _server = await startServer({
  secret,
  port: PORT,
  prefix: within(lab.server, []),
  rest: `[security]\nshared_secret = "${secret}"\n`,
});
const config = `${folder.path}/client.conf`;
await Deno.writeTextFile(
  config,
  `[general]
database_path = "${folder.path}/b.db"
interfaces = ${JSON.stringify(names)}
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
[tests.throughput]
enabled = false
[tests.bufferbloat]
enabled = false
[server]
enabled = true
host = "${lab.server4}"
shared_secret = "${secret}"
`,
  { mode: 0o600 },
);
const command = (args: readonly string[]) => [
  ...["env", `XDG_RUNTIME_DIR=${folder.path}`, Deno.execPath(), "run", "-A"],
  ...["--no-check", MAIN, ...args, "--config", config],
];
await using _monitor = await lab.spawn(lab.client, command(["monitor"]), {
  ready: /Server server .* answers/,
});

async function batch(runs: readonly Run[]): Promise<number> {
  const interfacesOf = (pair: number, on: Run["on"]) => {
    const [a, b] = lab.interfaces.slice(2 * pair, 2 * pair + 2);
    return [...(on === "b" ? [] : [a]), ...(on === "a" ? [] : [b])]
      .filter((one) => one !== undefined);
  };
  await using stack = new AsyncDisposableStack();
  for (const [pair, { trouble, on }] of runs.entries()) {
    for (const client of interfacesOf(pair, on)) {
      stack.use(await impair(lab, client, trouble));
    }
    if (trouble !== "rate" || on === "both") continue;
    // Trains need a rate to find on the other one, too.
    for (const { down } of interfacesOf(pair, on === "a" ? "b" : "a")) {
      stack.use(
        await limitRate(down, { rateBps: 40e6, queueBytes: 250_000 }),
      );
    }
  }
  await pass(SETTLE_MS);
  const startMs = Date.now();
  await pass(RUN_MS);
  const measured = runs.map(({ trouble }, pair) =>
    trouble === "rate" ? pair : -1
  ).filter((pair) => pair >= 0);
  for (const pair of measured) {
    for (const { name } of interfacesOf(pair, "both")) {
      for (let test = 0; test < TESTS_EACH; test++) {
        await lab.exec(
          lab.client,
          command([
            ...["throughput", "--method", "train", "--direction", "down"],
            ...["--interface", name, "--json"],
          ]),
        );
      }
    }
  }
  await pass(SETTLE_MS);
  // Whole seconds, as the command line has them.
  const end = measured.length > 0 ? Date.now() : startMs + RUN_MS;
  let right = 0;
  for (const [pair, run] of runs.entries()) {
    const text = await lab.exec(
      lab.client,
      command([
        ...["compare", "interfaces", "--json"],
        ...["--interfaces", `wlan${pair},eth${pair}`],
        ...["--start", localText(startMs), "--end", localText(end)],
      ]),
    );
    // The claims' names are values, which stay as they are.
    const found: Found = JSON.parse(text);
    const isIt = isRight(run, found);
    if (isIt) right++;
    if (isIt) continue;
    const sentence = found.comparisons[0]?.verdict.sentence;
    write(`${run.trouble} on ${run.on}: ${sentence ?? "nothing compared"}`);
  }
  return right;
}

async function series(runs: readonly Run[]): Promise<number> {
  let right = 0;
  for (let from = 0; from < runs.length; from += PAIRS) {
    right += await batch(runs.slice(from, from + PAIRS));
  }
  return right;
}

const sides = ["a", "b", "both"] as const;
const impaired = Array.from({ length: Number(values.rounds) })
  .flatMap(() =>
    (["delay", "loss", "jitter", "rate"] as const).flatMap((trouble) =>
      sides.map((on): Run => ({ trouble, on }))
    )
  )
  // Tests of rate take time, so they go together.
  .toSorted((a, b) =>
    Number(a.trouble === "rate") - Number(b.trouble === "rate")
  );
const equal = Array.from(
  { length: Number(values.equal) },
  (): Run => ({ trouble: "none", on: "both" }),
);
if (impaired.length > 0) {
  const right = await series(impaired);
  figure({
    what:
      "the verdict of 60 s over two interfaces at one router: delay, loss, jitter, rate on the one, the other, both",
    asked: "right every time",
    reached: `${right} of ${impaired.length}`,
    isReached: right === impaired.length,
  });
}
const calm = await series(equal);
figure({
  what:
    "the verdict of 60 s over two interfaces at one router, nothing impaired",
  asked: '"no difference" every time',
  reached: `${calm} of ${equal.length}`,
  isReached: calm === equal.length,
});
