import { deepStrictEqual } from "node:assert/strict";
import { cleanFileMappings } from "./memory.ts";

/** Cut down from a real /proc/self/smaps. */
const SMAPS = `\
55d0c0000000-55d0c3000000 r--p 00000000 fe:00 12 /usr/bin/deno
Rss:               20480 kB
Anonymous:             0 kB
55d0c3000000-55d0c6000000 r-xp 03000000 fe:00 12 /usr/bin/deno
Rss:               18000 kB
Anonymous:             0 kB
55d0c6000000-55d0c6800000 r--p 06000000 fe:00 12 /usr/bin/deno
Rss:                8192 kB
Anonymous:          8192 kB
55d0c6800000-55d0c6a00000 rw-p 06800000 fe:00 12 /usr/bin/deno
Anonymous:             0 kB
7f0000000000-7f0000100000 r--s 00000000 fe:00 13 /var/lib/shared
Anonymous:             0 kB
7f0000100000-7f0000180000 rw-s 00000000 fe:00 14 /var/lib/written
Anonymous:             0 kB
7f0000200000-7f0000300000 r-xp 00000000 00:00 0
Anonymous:             0 kB
7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0                          [vdso]
Anonymous:             0 kB
`;

Deno.test("cleanFileMappings() takes code and constants, nothing that was written to", () => {
  deepStrictEqual(cleanFileMappings(SMAPS), [
    { start: 0x55d0c0000000n, bytes: 0x3000000n },
    { start: 0x55d0c3000000n, bytes: 0x3000000n },
    { start: 0x7f0000000000n, bytes: 0x100000n },
  ]);
});

Deno.test("cleanFileMappings() finds nothing in nonsense", () => {
  deepStrictEqual(cleanFileMappings("Anonymous:             0 kB\n\n-\n"), []);
});
