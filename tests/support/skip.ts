/**
 * Why a test that needs privilege cannot run here, or `undefined` where it can.
 *
 * @example Usage
 * ```ts
 * import { needsNamespaces } from "./skip.ts";
 *
 * const skip = needsNamespaces();
 * Deno.test({
 *   name: skip ?? "openLab() builds a network",
 *   ignore: skip !== undefined,
 *   fn() {},
 * });
 * ```
 *
 * @returns The reason in the form of a test's name, or `undefined`.
 */
export function needsNamespaces(): string | undefined {
  if (Deno.build.os !== "linux") return "skipped: needs Linux (ip netns)";
  if (Deno.uid() !== 0) return "skipped: needs root (ip netns)";
  const missing = ["ip", "nft", "tc", "ethtool"].filter((tool) =>
    !isInstalled(tool)
  );
  if (missing.length === 0) return undefined;
  return `skipped: needs ${
    missing.join(", ")
  } (apt install iproute2 nftables ethtool)`;
}

/**
 * Declares a test that needs namespaces: where there are none it is skipped,
 * and its name says why.
 *
 * @param name The sentence that the test proves.
 * @param fn The test.
 */
export function testInNamespaces(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
): void {
  const skip = needsNamespaces();
  Deno.test({
    name: skip === undefined ? name : `${name} (${skip})`,
    ignore: skip !== undefined,
    fn,
  });
}

/**
 * Whether a program can be found, as a shell would look for it.
 *
 * @param tool The program's name, e.g. `"fping"`.
 * @returns Whether some folder of `PATH`, or a system one, has it.
 */
export function isInstalled(tool: string): boolean {
  // sbin is where root's tools live, and is not on every user's PATH.
  const path = `${Deno.env.get("PATH") ?? ""}:/usr/sbin:/sbin`;
  return path.split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${tool}`).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      if (error instanceof Deno.errors.NotADirectory) return false;
      throw error;
    }
  });
}
