/**
 * Whether `bufferbane generate` holds its rate, by the bytes that the server
 * has had, and what it costs: in a lab, 100 kbit/s to 1 Gbit/s.
 *
 * ```sh
 * deno run -A tests/peers/generator_rate.ts [RATE...]
 * ```
 *
 * @module
 */

import { type Lab, openLab } from "../lab/mod.ts";
import { pass, temporaryFolder } from "../cli/program.ts";
import { run } from "../lab/command.ts";
import { figure } from "./figure.ts";
import { processCost } from "./process_cost.ts";

const PORT = "8080";
const MAIN = new URL("../../client/main.ts", import.meta.url).pathname;
const SECONDS = 8;
/** Its start is not what is measured. */
const WARM_S = 1;
const WITHIN = 0.03;
/** Whose cost is promised, and what it may be. */
const COSTLY = "100Mbps";
const MOST_CPU_PCT = 10;

/** What is generated. */
interface Rate {
  readonly bps: number;
  readonly options: readonly string[];
  /** Whether over TLS. */
  readonly isSecret?: boolean;
}

/** Larger requests for the high rates, as a page or a download has them. */
const RATES: Readonly<
  Record<string, Rate>
> = {
  "100kbps": { bps: 100e3, options: [] },
  "1Mbps": { bps: 1e6, options: [] },
  "10Mbps": { bps: 10e6, options: [] },
  "100Mbps": { bps: 100e6, options: ["--request-size", "100KB"] },
  "100Mbps over 100 connections": {
    bps: 100e6,
    options: ["--request-size", "100KB", "--connections", "100"],
  },
  "100Mbps by HTTPS": {
    bps: 100e6,
    options: ["--request-size", "100KB"],
    isSecret: true,
  },
  "1Gbps": { bps: 1e9, options: ["--request-size", "1MB"] },
};

async function main(): Promise<void> {
  await using lab = await openLab({ ipv6: false });
  const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(RATES);
  for (const name of wanted) {
    const rate = RATES[name];
    if (rate === undefined) {
      throw new RangeError(
        `Cannot measure ${name} (allowed: ${Object.keys(RATES).join(", ")})`,
      );
    }
    const { share, cpuPct, errors } = await measure(lab, rate);
    const isDear = name === COSTLY;
    figure({
      what:
        `\`generate\` at ${name}: rate, by the bytes that the server has had`,
      asked: `within 3 %${isDear ? `, ${MOST_CPU_PCT} % of a core` : ""}`,
      reached: `${share.toFixed(3)} of it, ${
        cpuPct.toFixed(1)
      } % of a core, ${errors} errors`,
      isReached: Math.abs(share - 1) <= WITHIN &&
        (!isDear || cpuPct <= MOST_CPU_PCT),
    });
  }
}

/** A certificate of its own, that signs itself. */
async function makeCertificate(folder: string, address: string): Promise<void> {
  await run([
    ...["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"],
    ...["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=sink"],
    ...["-addext", `subjectAltName=IP:${address}`],
    // Else it could only sign others.
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`],
  ]);
}

async function measure(lab: Lab, { bps, options, isSecret = false }: Rate) {
  await using folder = await temporaryFolder();
  if (isSecret) await makeCertificate(folder.path, lab.server4);
  await using sink = await lab.deno(
    lab.server,
    "tests/peers/generator_sink.ts",
    {
      args: isSecret ? [PORT, folder.path] : [PORT],
      ready: /listening/,
    },
  );
  const scheme = isSecret ? "https" : "http";
  await using generator = await lab.spawn(lab.client, [
    ...isSecret ? ["env", `DENO_CERT=${folder.path}/cert.pem`] : [],
    ...[Deno.execPath(), "run", "-A", MAIN, "generate", "--json"],
    ...["--url", `${scheme}://${lab.server4}:${PORT}/`, "--yes"],
    ...["--bandwidth", `${bps}bps`, "--duration", `${SECONDS}s`, ...options],
  ], { ready: /"second"/ });
  const before = await processCost(generator.pid);
  const atMs = performance.now();
  // The last second is left out, too: the process may have ended.
  await pass((SECONDS - 2 * WARM_S) * 1_000);
  const after = await processCost(generator.pid);
  const lastedS = (performance.now() - atMs) / 1_000;
  await generator.ended;
  const summary = JSON.parse(generator.stdout().at(-1) ?? "{}");
  const took = summary.lasted_ms / 1_000;
  await pass(600);
  const received = Number(sink.stdout().at(-1));
  return {
    share: received * 8 / took / bps,
    cpuPct: (after.cpuS - before.cpuS) / lastedS * 100,
    errors: summary.errors,
  };
}

if (import.meta.main) await main();
