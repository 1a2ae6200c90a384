/**
 * A network to play with, on this machine and apart from its own: builds the
 * lab of the tests, says what to type, and takes it down on Ctrl-C.
 *
 * ```sh
 * deno task lab --delay 20 --loss-up 2 --rate-up 10mbit --queue 256kb
 * ```
 *
 * @module
 */

import { parseArgs } from "node:util";
import {
  delayLine,
  drop,
  type Lab,
  limitRate,
  openLab,
  startDnsmasq,
  startTcp,
} from "../tests/lab/mod.ts";
import { drawLab } from "../tests/lab/map.ts";
import { lacksForNamespaces } from "../tests/support/skip.ts";

const HELP = `deno task lab [options]: a network in namespaces, until Ctrl-C

  --interfaces eth0,wlan0   the client's interfaces (default: eth0)
  --routers 3               routers between client and server, 2 to 6 (2)
  --addresses 1.1.1.1,...   what the server answers for besides its own
                            (the public resolvers that a monitor without
                            configuration asks); "" for none
  --no-ipv6                 IPv4 only
  --delay 20                ms each way; --delay-up, --delay-down one way
  --jitter 5                up to so many ms more, each way
  --loss 1                  percent each way; --loss-up, --loss-down one way
  --rate 50mbit             each way; --rate-up, --rate-down one way
  --queue 256kb             what may wait in front of a rate (256kb)
`;

/** The public resolvers that a monitor without configuration asks. */
const PUBLIC_ADDRESSES = [
  ...["1.1.1.1", "8.8.8.8", "9.9.9.9"],
  ...["2606:4700:4700::1111", "2001:4860:4860::8888", "2620:fe::fe"],
].join(",");
/** What `--queue` is without being said. */
const QUEUE = "256kb";
const BITS: Readonly<Record<string, number>> = {
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
};
const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6 };

function parseOptions(args: string[]) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      help: { type: "boolean", default: false },
      interfaces: { type: "string", default: "eth0" },
      routers: { type: "string", default: "2" },
      addresses: { type: "string", default: PUBLIC_ADDRESSES },
      ipv6: { type: "boolean", default: true },
      delay: text,
      "delay-up": text,
      "delay-down": text,
      jitter: text,
      loss: text,
      "loss-up": text,
      "loss-down": text,
      rate: text,
      "rate-up": text,
      "rate-down": text,
      queue: { type: "string", default: QUEUE },
    },
  });
  return values;
}

type Options = ReturnType<typeof parseOptions>;

/** A number with one of some units, e.g. `"10mbit"`. */
function quantity(
  option: string,
  text: string,
  units: Readonly<Record<string, number>>,
): number {
  const [, digits, unit = ""] = /^([\d.]+)([a-z]*)$/.exec(text) ?? [];
  const scale = units[unit];
  if (digits !== undefined && scale !== undefined) {
    return Number(digits) * scale;
  }
  const allowed = Object.keys(units).map((name) => `10${name}`).join(", ");
  throw new TypeError(
    `Cannot take --${option}: found "${text}" (allowed: ${allowed})`,
  );
}

/** Puts in place what was asked for; returns a line about each. */
async function impair(lab: Lab, options: Options): Promise<readonly string[]> {
  const done: string[] = [];
  const jitterNs = milliseconds(options.jitter);
  const delay = {
    up: {
      delayNs: milliseconds(options["delay-up"] ?? options.delay),
      jitterNs,
    },
    down: {
      delayNs: milliseconds(options["delay-down"] ?? options.delay),
      jitterNs,
    },
  };
  if (delay.up.delayNs + delay.down.delayNs + jitterNs > 0) {
    await delayLine(lab, delay);
    done.push(
      `delay  ${delay.up.delayNs / 1e6} ms up, ${delay.down.delayNs / 1e6} ms` +
        ` down, and up to ${jitterNs / 1e6} ms more each way`,
    );
  }
  for (const way of ["up", "down"] as const) {
    const loss = options[`loss-${way}`] ?? options.loss;
    if (loss !== undefined) {
      const percent = quantity(`loss-${way}`, loss, { "": 1 });
      await drop(lab.line[way], { kind: "share", share: percent / 100 });
      done.push(`loss   ${percent} % ${way}`);
    }
    const rate = options[`rate-${way}`] ?? options.rate;
    if (rate !== undefined) {
      const { fullQueueNs } = await limitRate(lab.line[way], {
        rateBps: quantity(`rate-${way}`, rate, BITS),
        queueBytes: quantity("queue", options.queue, BYTES),
      });
      done.push(
        `rate   ${rate} ${way}, with a queue of ${options.queue}: ` +
          `${Math.round(fullQueueNs / 1e6)} ms when full`,
      );
    }
  }
  return done;
}

function milliseconds(text = "0"): number {
  return quantity("delay", text, { "": 1e6, ms: 1e6, s: 1e9 });
}

/** DNS, HTTPS' port and whatever else a monitor asks without configuration. */
async function serve(lab: Lab): Promise<void> {
  const hosts = lab.serverAddresses.filter((address) => !address.includes("/"));
  await startDnsmasq(lab, [lab.server4, ...hosts]);
  await startTcp(lab, { 443: { kind: "hold" }, 853: { kind: "hold" } });
}

function instructions(lab: Lab): string {
  // In there npx would wait for npm's registry, and root may have no other Deno.
  const deno = Deno.execPath();
  return `
In another terminal, as root:

  ip netns exec ${lab.client} ping ${lab.server4}
  ip netns exec ${lab.client} ${deno} task start
  ip netns exec ${lab.server} iperf3 -s
  ip netns exec ${lab.client} iperf3 -c ${lab.server4}
  ip -n ${lab.client} link set ${lab.interfaces[0].name} down
  ip netns exec ${lab.router} nft list counters
  tc -n ${lab.router} -s qdisc show dev wan

Ctrl-C takes everything down.
`;
}

function interrupted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGINT", resolve);
  Deno.addSignalListener("SIGTERM", resolve);
  return promise.finally(() => {
    Deno.removeSignalListener("SIGINT", resolve);
    Deno.removeSignalListener("SIGTERM", resolve);
  });
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) return say(HELP);
  const lack = lacksForNamespaces(["dnsmasq"]);
  if (lack !== undefined) throw new TypeError(`Cannot build the lab: ${lack}`);
  const stop = interrupted();
  await using lab = await openLab({
    interfaces: list(options.interfaces),
    routers: Number(options.routers),
    serverAddresses: list(options.addresses).filter((address) =>
      options.ipv6 || !address.includes(":")
    ),
    ipv6: options.ipv6,
  });
  await serve(lab);
  const impairments = await impair(lab, options);
  await say(`${drawLab(lab)}\n`);
  await say(impairments.map((line) => `${line}\n`).join(""));
  await say(instructions(lab));
  await stop;
}

function list(text: string): readonly string[] {
  return text.split(",").filter((item) => item !== "");
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    // What was typed wrongly needs a sentence, and no stack.
    const isUsage = error instanceof TypeError || error instanceof RangeError;
    if (!isUsage) throw error;
    await Deno.stderr.write(new TextEncoder().encode(`${error.message}\n`));
    Deno.exitCode = 2;
  }
}
