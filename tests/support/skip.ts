/** What the lab itself is made with. */
const LAB_TOOLS = ["ip", "nft", "tc", "ethtool", "ping"] as const;

/**
 * Why a test that needs namespaces cannot run here, or `undefined` where it
 * can: the one place that decides it.
 *
 * @param tools Programs it needs besides those of the lab, e.g. `["dnsmasq"]`.
 * @returns The reason, e.g. `"needs root (ip netns)"`.
 */
export function lacksForNamespaces(
  tools: readonly string[] = [],
): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux (ip netns)";
  if (Deno.uid() !== 0) return "needs root (ip netns)";
  const missing = [...LAB_TOOLS, ...tools].filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return undefined;
  return `needs ${missing.join(", ")}`;
}

/**
 * Declares a test that needs namespaces: where there are none it is skipped,
 * and its name says why.
 *
 * @param name The sentence that the test proves.
 * @param fn The test.
 * @param options The programs it needs besides those of the lab.
 */
export function testInNamespaces(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
  options: { readonly tools?: readonly string[] } = {},
): void {
  const lack = lacksForNamespaces(options.tools);
  Deno.test({
    name: lack === undefined ? name : `${name} (skipped: ${lack})`,
    ignore: lack !== undefined,
    fn,
  });
}

/**
 * Declares a test that needs programs, but no privilege: where one is missing
 * it is skipped, and its name says why.
 *
 * @param name The sentence that the test proves.
 * @param tools The programs.
 * @param fn The test.
 */
export function testWithTools(
  name: string,
  tools: readonly string[],
  fn: () => Promise<void>,
): void {
  const missing = tools.filter((tool) => !isInstalled(tool)).join(", ");
  Deno.test({
    name: missing === "" ? name : `${name} (skipped: needs ${missing})`,
    ignore: missing !== "",
    fn,
  });
}

/** Whether some folder of `PATH`, or a system one, has the program. */
function isInstalled(tool: string): boolean {
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
