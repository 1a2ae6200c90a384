import type { LinkRecord } from "./link_message.ts";

/** What /sys says of an interface and rtnetlink does not. */
export interface SysfsFacts {
  /** Whether it is radio. */
  readonly isWireless: boolean;
  /** `DEVTYPE` of its uevent; empty if it has none. */
  readonly deviceType: string;
  /** What the link negotiated, bit/s; `null` where nobody knows. */
  readonly speedBps: number | null;
  /** Whether it sends and receives at once; `null` where nobody knows. */
  readonly duplex: "full" | "half" | null;
}

const NOTHING: SysfsFacts = {
  isWireless: false,
  deviceType: "",
  speedBps: null,
  duplex: null,
};

/** A file of each folder that only a wireless driver makes: cfg80211's, and
 * the one of those that are older. */
const WIRELESS_FILES: readonly string[] = ["phy80211/index", "wireless/status"];

/**
 * Reads /sys/class/net/NAME.
 *
 * @param link Whose.
 * @param readText Gives a file's text, or `undefined` if it cannot be read.
 * @see Documentation/ABI/testing/sysfs-class-net in the kernel's sources
 */
export function readSysfs(
  link: { readonly name: string; readonly index: number },
  readText: (path: string) => string | undefined,
): SysfsFacts {
  const read = (file: string) =>
    readText(`/sys/class/net/${link.name}/${file}`)?.trim();
  const uevent = read("uevent") ?? "";
  // A container may see its host's /sys: then the same name is another's.
  if (valueOf(uevent, "IFINDEX") !== String(link.index)) return NOTHING;
  const deviceType = valueOf(uevent, "DEVTYPE") ?? "";
  return {
    isWireless: WIRELESS_FILES.some((file) => read(file) !== undefined),
    deviceType,
    speedBps: speedOf(read("speed")),
    duplex: duplexOf(read("duplex")),
  };
}

/**
 * What /sys says, read anew only for interfaces that are new or have changed:
 * each takes five files, and a container's host has hundreds.
 */
export class KnownSysfs {
  readonly #readText: (path: string) => string | undefined;
  #known: ReadonlyMap<string, SysfsFacts> = new Map();

  /**
   * Reads nothing yet.
   *
   * @param readText Gives a file's text, or `undefined` if it cannot be read.
   */
  constructor(readText: (path: string) => string | undefined) {
    this.#readText = readText;
  }

  /**
   * Reads what is not known yet, and forgets what is not asked for.
   *
   * @param links All interfaces.
   * @returns Each with what is said of it, in their order.
   */
  read<
    L extends Pick<LinkRecord, "name" | "index" | "flags" | "carrierChanges">,
  >(
    links: readonly L[],
  ): readonly { readonly link: L; readonly facts: SysfsFacts }[] {
    const found = links.map((link) => {
      const { name, index, flags, carrierChanges } = link;
      // Speed and duplex are negotiated when the carrier comes.
      const key = [index, flags, carrierChanges, name].join(" ");
      const facts = this.#known.get(key) ?? readSysfs(link, this.#readText);
      return { key, link, facts };
    });
    this.#known = new Map(found.map(({ key, facts }) => [key, facts]));
    return found;
  }
}

function valueOf(uevent: string, key: string): string | undefined {
  const line = uevent.split("\n").find((line) => line.startsWith(`${key}=`));
  return line?.slice(key.length + 1);
}

/** From Mbit/s; unknown is -1, or as unsigned on older kernels 4294967295. */
function speedOf(text: string | undefined): number | null {
  const megabits = Number(text ?? "-1");
  return megabits > 0 && megabits < 2 ** 31 ? megabits * 1e6 : null;
}

function duplexOf(text: string | undefined): "full" | "half" | null {
  return text === "full" || text === "half" ? text : null;
}
