import type { Lab } from "../lab/mod.ts";

/** Bytes that a device has received so far. */
async function receivedBytes(
  lab: Lab,
  { namespace, device }: { namespace: string; device: string },
): Promise<number> {
  const path = `/sys/class/net/${device}/statistics/rx_bytes`;
  return Number(await lab.exec(namespace, ["cat", path]));
}

/** How many bytes a device receives in half a second. */
export async function halfSecondBytes(
  lab: Lab,
  port: { namespace: string; device: string },
): Promise<number> {
  const before = await receivedBytes(lab, port);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return await receivedBytes(lab, port) - before;
}
