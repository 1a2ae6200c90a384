import type { Lab } from "../lab/mod.ts";
import type { ReportedRtt } from "./reported_rtt.ts";

const LISTEN = "127.0.0.1:9115";
const CONFIG = `modules:
  icmp:
    prober: icmp
    icmp:
      preferred_ip_protocol: ip4
`;

/**
 * Has Prometheus' blackbox exporter ping the lab's server, once a scrape.
 *
 * @param lab Where.
 * @param count How often.
 * @returns `probe_icmp_duration_seconds{phase="rtt"}` of each.
 */
export async function blackboxRtts(
  lab: Lab,
  count: number,
): Promise<readonly ReportedRtt[]> {
  const config = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    await Deno.writeTextFile(config, CONFIG);
    await lab.exec(lab.client, ["ip", "link", "set", "lo", "up"]);
    await using _exporter = await lab.spawn(lab.client, [
      ...["prometheus-blackbox-exporter", `--config.file=${config}`],
      `--web.listen-address=${LISTEN}`,
    ], { ready: /Listening on/ });
    const url = `http://${LISTEN}/probe?module=icmp&target=${lab.server4}`;
    return readBlackbox(
      await lab.exec(lab.client, ["curl", "-s", `${url}&scrape=[1-${count}]`]),
    );
  } finally {
    await Deno.remove(config);
  }
}

/**
 * Reads what the exporter says, scrape behind scrape.
 *
 * @param metrics The text of all of them.
 * @returns The RTT of each; one without a reply is left out.
 */
export function readBlackbox(metrics: string): readonly ReportedRtt[] {
  return metrics.split(/^# HELP probe_dns_lookup_time_seconds.*$/m).slice(1)
    .flatMap((scrape, index) => {
      const seconds = /^probe_icmp_duration_seconds\{phase="rtt"\} (\S+)$/m
        .exec(scrape)?.[1];
      const rttNs = Math.round(Number(seconds) * 1e9);
      return rttNs > 0 ? [{ index, rttNs }] : [];
    });
}
