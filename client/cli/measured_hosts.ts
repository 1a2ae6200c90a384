import type { Settings } from "../config/mod.ts";
import { serversOf } from "../monitor/servers.ts";
import { splitEndpoint } from "../monitor/targets.ts";

/**
 * Every host that has to be known by address.
 *
 * @param settings What is to be measured.
 * @returns Names and addresses, each once.
 */
export function hostsOf(settings: Settings): readonly string[] {
  const { targets, tests: { tcp } } = settings;
  const endpoints = tcp.enabled ? [...tcp.targets, tcp.hold] : [];
  return [
    ...new Set([
      ...targets.custom,
      ...serversOf(settings).map(({ host }) => host),
      ...endpoints.filter((endpoint) => endpoint !== "")
        .map((endpoint) => splitEndpoint(endpoint).host),
    ]),
  ];
}
