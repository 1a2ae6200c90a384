/** What the doctor says of the ways out of this machine. @module */

import { type Libc, LibcError } from "@bufferbane/ffi";
import type { Settings } from "../config/mod.ts";
import {
  FAR_AWAY,
  parseResolvConf,
  readText,
  RESOLV_CONF,
  systemLinks,
  systemResolvers,
} from "../links/mod.ts";
import { routingTroubles } from "../links/routing_trouble.ts";
import { wantedInterfaces } from "../monitor/ports.ts";
import { type Nat64Prefix, nat64Text } from "../probes/nat64.ts";
import type { Finding } from "./finding.ts";
import { ownTranslator } from "./own_translator.ts";

const CUT_OFF =
  "nothing on the internet can be reached now (is the cable plugged in, the Wi-Fi joined?)";
/** RFC 7335: what a machine calls itself that has IPv4 only by translation. */
const CLAT_SOURCE = /^192\.0\.0\.[0-7]$/;
const NOTHING_FAR = "nothing far away can be measured over it";

/**
 * Looks at the default routes, the resolvers and the interfaces to measure.
 *
 * @param libc The library.
 * @param settings The configuration; `undefined` if it is wrong.
 * @param findings Takes what is found.
 */
export async function examineRoutes(
  libc: Libc,
  settings: Settings | undefined,
  findings: Finding[],
): Promise<void> {
  try {
    listRoutes(libc, await ownTranslator(libc), findings);
    if (settings === undefined) return;
    findings.push(...routingFindings(libc, settings));
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    const text = `${error.message}; does a sandbox forbid AF_NETLINK?`;
    findings.push({ state: "fault", subject: "interfaces", text });
  }
}

function listRoutes(
  libc: Libc,
  translator: Nat64Prefix | undefined,
  findings: Finding[],
): void {
  const links = systemLinks(libc, readText);
  const interfaces = links.interfaces();
  const ways = ([4, 6] as const).map((family) => ({
    subject: `IPv${family}`,
    way: links.routeTo(FAR_AWAY[family]),
  }));
  const translated: Readonly<Record<string, string>> = translator === undefined
    ? {}
    : { IPv4: nat64Text(translator) };
  const isCutOff = ways.every(({ way }) => way.kind === "unreachable");
  for (const { subject, way } of ways) {
    if (way.kind === "unreachable") {
      findings.push({
        state: isCutOff ? "note" : "ok",
        subject,
        text: `no default route: ${
          isCutOff ? CUT_OFF : translated[subject] ?? NOTHING_FAR
        }`,
      });
      continue;
    }
    const link = interfaces.find(({ index }) => index === way.interfaceIndex);
    const type = link?.connectionType ?? "unknown";
    const isTranslated = way.source !== null && CLAT_SOURCE.test(way.source);
    findings.push({
      state: link?.hasCarrier === false ? "note" : "ok",
      subject,
      text: [
        `${way.interface} (${type}), gateway ${way.gateway ?? "none"}`,
        ...isTranslated
          ? ["which this machine translates to IPv6 (464XLAT)"]
          : [],
        ...link?.hasCarrier === false ? ["but it has no link"] : [],
      ].join(", "),
    });
  }
  findings.push(resolversFinding());
}

function resolversFinding(): Finding {
  const asked = systemResolvers(readText).asked.join(", ");
  const named = parseResolvConf(readText(RESOLV_CONF) ?? "");
  return {
    state: named.length > 0 ? "ok" : "note",
    subject: "resolvers",
    text: named.length > 0
      ? asked
      : `${RESOLV_CONF} names none, so programs ask ${asked}: no name is found unless a resolver runs there`,
  };
}

/**
 * Looks at the interfaces that the configuration names.
 *
 * @param libc The library.
 * @param settings The configuration.
 * @returns Nothing where only the default route is measured.
 * @throws {LibcError} If the kernel cannot be asked.
 */
function routingFindings(
  libc: Libc,
  settings: Settings,
): readonly Finding[] {
  const links = systemLinks(libc, readText);
  const interfaces = links.interfaces();
  const wanted = wantedInterfaces(settings);
  const subject = "interfaces";
  const measured = wanted.flatMap(({ name }) => {
    const link = interfaces.find((link) => link.name === name);
    return link !== undefined && link.isUp && link.hasCarrier ? [link] : [];
  });
  const absent = wanted.flatMap(({ name }): readonly Finding[] =>
    measured.some((link) => link.name === name) ? [] : [{
      state: "note",
      subject,
      text:
        `${name} is not there, off, or without a link: the monitor waits for it (bufferbane interfaces shows what there is)`,
    }]
  );
  const troubles = routingTroubles({
    measured,
    targets: FAR_AWAY,
    links,
    sysctl(path) {
      const text = readText(`/proc/sys/${path}`);
      return text === undefined ? undefined : Number(text);
    },
  });
  const faults = troubles.map(({ text, commands }): Finding => ({
    state: "fault",
    subject,
    text: [text, ...commands.map((command) => `sudo ${command}`)].join("\n"),
  }));
  if (wanted.length > 0 && absent.length + faults.length === 0) {
    const names = measured.map(({ name }) => name).join(", ");
    return [{ state: "ok", subject, text: `each of ${names} has its own way` }];
  }
  return [...absent, ...faults];
}
