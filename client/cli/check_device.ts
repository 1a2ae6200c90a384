import { LoadError } from "../probes/load_error.ts";

/** Where Linux lists a network namespace's interfaces. */
const INTERFACES = "/sys/class/net";

/**
 * Makes sure that an interface is there: the kernel's own word for it would be
 * ENODEV.
 *
 * @param device Its name; empty is the kernel's choice.
 * @throws {LoadError} When there is none of that name.
 */
export function checkDevice(device: string): void {
  if (device === "") return;
  const names = [...Deno.readDirSync(INTERFACES)].map(({ name }) => name);
  if (names.includes(device)) return;
  throw new LoadError(
    "silent",
    `Cannot leave by ${device} as there is no such interface (there are: ${
      names.sort().join(", ")
    })`,
  );
}
