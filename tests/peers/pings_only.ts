/** Addresses that a lab's server plays: 10.77.0.1 to 10.77.3.254. */
export const MANY_ADDRESSES = "10.77.0.0/22";
/** How many of them there are. */
export const MOST_TARGETS = 1022;

/**
 * Some of {@linkcode MANY_ADDRESSES}.
 *
 * @param count 1 to {@linkcode MOST_TARGETS}.
 */
export function manyAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const host = index + 1;
    return `10.77.${host >> 8}.${host & 0xff}`;
  });
}

/**
 * A configuration that measures nothing else than pings to these.
 *
 * @param targets Addresses.
 * @param more Further sections.
 */
export function pingsOnly(targets: readonly string[], more = ""): string {
  return `[targets]
gateway = "none"
isp_gateway = "none"
public_dns = []
custom = ${JSON.stringify(targets)}
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
${more}`;
}
