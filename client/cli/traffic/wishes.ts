import type { Links, NetworkInterface } from "../../links/mod.ts";
import {
  MODE_CHOICES,
  type ModeChoice,
  TrafficRefusal,
} from "../../traffic/mod.ts";

const PORTS = { min: 1, max: 65_535 } as const;

/**
 * Reads `--port`.
 *
 * @throws {SyntaxError} If it is none.
 */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= PORTS.min && port <= PORTS.max) return port;
  throw new SyntaxError(
    `Cannot use --port: found "${text}" (allowed: a whole number, ${PORTS.min} to ${PORTS.max})`,
  );
}

/**
 * Reads `--mode`.
 *
 * @throws {SyntaxError} If it is none.
 */
export function modeOf(text: string): ModeChoice {
  const mode = MODE_CHOICES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new SyntaxError(
    `Cannot use --mode: found "${text}" (allowed: ${MODE_CHOICES.join(", ")})`,
  );
}

/**
 * The interface to count on.
 *
 * @param links The machine's.
 * @param name As wished for; `undefined`: that of the default route.
 * @throws {TrafficRefusal} If there is no such interface.
 */
export function interfaceOf(
  links: Pick<Links, "interfaces" | "defaultRoutes">,
  name: string | undefined,
): NetworkInterface {
  const all = links.interfaces();
  const have = `(have: ${all.map((one) => one.name).join(", ")})`;
  const wanted = name ?? links.defaultRoutes()[0]?.interface;
  if (wanted === undefined) {
    throw new TrafficRefusal(
      `Cannot count traffic as there is no default route; name an interface by --iface ${have}`,
    );
  }
  const found = all.find((one) => one.name === wanted);
  if (found !== undefined) return found;
  throw new TrafficRefusal(
    `Cannot count traffic on ${wanted} as there is no such interface ${have}`,
  );
}
