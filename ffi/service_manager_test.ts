import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { openLibc } from "./mod.ts";
import { encodeUnixAddress } from "./linux/unix_address.ts";
import { findServiceManager } from "./service_manager.ts";

const PID = 123;

/** A process with these variables. */
function processIn(variables: Readonly<Record<string, string>>) {
  return { env: (name: string) => variables[name], pid: PID };
}

Deno.test("ServiceManager.tell() is heard on a path and on an abstract name", async () => {
  const folder = await Deno.makeTempDir();
  using libc = openLibc();
  try {
    for (const name of [join(folder, "notify"), `@bufferbane-${Deno.pid}`]) {
      const heard = libc.socket("unix", "datagram", 0);
      try {
        libc.bind(heard, encodeUnixAddress(name) ?? new Uint8Array());
        const manager = findServiceManager(
          libc,
          processIn({ NOTIFY_SOCKET: name }),
        );
        const into = new Uint8Array(100);
        for (const state of ["READY=1", "WATCHDOG=1", "STOPPING=1"] as const) {
          manager.tell(state);
          const length = libc.read(heard, into);
          strictEqual(
            new TextDecoder().decode(into.subarray(0, length)),
            state,
            name,
          );
        }
      } finally {
        libc.close(heard);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ServiceManager.tell() is no fault where nobody listens", () => {
  using libc = openLibc();
  for (const name of ["/nowhere/notify", "@bufferbane-nobody", "vsock:2:1"]) {
    findServiceManager(libc, processIn({ NOTIFY_SOCKET: name }))
      .tell("READY=1");
  }
});

Deno.test("findServiceManager() knows how often a watchdog wants to be told", () => {
  using libc = openLibc();
  const at = { NOTIFY_SOCKET: "/run/notify" };
  const usec = { WATCHDOG_USEC: "30000000" };
  const cases: readonly (readonly [
    Readonly<Record<string, string>>,
    number | undefined,
    string,
  ])[] = [
    [{ ...at, ...usec }, 10_000, "three times in its 30 s"],
    [{ ...at, ...usec, WATCHDOG_PID: "123" }, 10_000, "meant for us"],
    [{ ...at, ...usec, WATCHDOG_PID: "9" }, undefined, "meant for another"],
    [at, undefined, "none is set"],
    [{ ...at, WATCHDOG_USEC: "0" }, undefined, "switched off"],
    [{ ...at, WATCHDOG_USEC: "soon" }, undefined, "no number"],
    [usec, undefined, "nobody to tell"],
  ];
  for (const [variables, expected, why] of cases) {
    const { watchdogMs } = findServiceManager(libc, processIn(variables));
    strictEqual(watchdogMs, expected, why);
  }
});

Deno.test("encodeUnixAddress() takes paths and abstract names that fit", () => {
  deepStrictEqual(
    [...encodeUnixAddress("/a") ?? []],
    [1, 0, 0x2f, 0x61, 0],
    "a path, ended by a zero",
  );
  deepStrictEqual(
    [...encodeUnixAddress("@a") ?? []],
    [1, 0, 0, 0x61],
    "an abstract name, begun by one",
  );
  for (const name of ["", "a", "@", `/${"a".repeat(107)}`]) {
    strictEqual(encodeUnixAddress(name), undefined, name);
  }
  strictEqual(encodeUnixAddress(`/${"a".repeat(106)}`)?.length, 110);
});
