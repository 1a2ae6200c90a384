import { strictEqual } from "node:assert/strict";
import { doLocksBar } from "./locks_bar.ts";

const MOUNTS = `22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
61 22 0:49 / /mnt/nas rw,relatime shared:31 - cifs //nas/share rw,vers=3.1.1
62 22 0:300 / /mnt/box rw,relatime - smb3 //box/share rw
`;

Deno.test("doLocksBar() tells shares of Windows from all else", () => {
  const rows = [
    [8 << 8 | 2, false, "a disk"],
    [49, true, "a share"],
    [0x10_002c, true, "a minor number above 255"],
    [50, false, "not mounted here"],
  ] as const;
  for (const [dev, isBarred, why] of rows) {
    strictEqual(doLocksBar(dev, MOUNTS), isBarred, why);
  }
  strictEqual(doLocksBar(49, ""), false, "nobody knows");
});
