import { deepStrictEqual } from "node:assert/strict";
import { KnownSysfs, readSysfs, type SysfsFacts } from "./sysfs.ts";

Deno.test("readSysfs() believes what is there, and only of this interface", () => {
  const nothing: SysfsFacts = {
    isWireless: false,
    deviceType: "",
    speedBps: null,
    duplex: null,
  };
  const uevent = "INTERFACE=x0\nIFINDEX=7\n";
  type Row = readonly [
    files: Readonly<Record<string, string>>,
    facts: Partial<SysfsFacts>,
    why: string,
  ];
  const cases: readonly Row[] = [
    [{}, {}, "no /sys"],
    [{ uevent }, {}, "nothing special"],
    [
      { uevent, speed: "1000\n", duplex: "full\n" },
      { speedBps: 1e9, duplex: "full" },
      "gigabit",
    ],
    [{ uevent, duplex: "half\n" }, { duplex: "half" }, "speed unreadable"],
    [{ uevent, speed: "-1\n", duplex: "unknown\n" }, {}, "unplugged"],
    [{ uevent, speed: "4294967295\n" }, {}, "unplugged, older kernel"],
    [{ uevent, speed: "0\n" }, {}, "no speed is none"],
    [{ uevent, speed: "fast\n" }, {}, "no number"],
    [{ uevent, "phy80211/index": "0\n" }, { isWireless: true }, "cfg80211"],
    [{ uevent, "wireless/status": "0x0" }, { isWireless: true }, "older"],
    [
      { uevent: `DEVTYPE=wwan\n${uevent}` },
      { deviceType: "wwan" },
      "a modem says so",
    ],
    [
      {
        uevent: "INTERFACE=x0\nIFINDEX=8\n",
        "phy80211/index": "0\n",
        speed: "1000\n",
      },
      {},
      "another interface by that name: the host's, seen from a container",
    ],
  ];
  for (const [files, facts, why] of cases) {
    const read = readSysfs(
      { name: "x0", index: 7 },
      (path) => files[path.replace("/sys/class/net/x0/", "")],
    );
    deepStrictEqual(read, { ...nothing, ...facts }, why);
  }
});

Deno.test("KnownSysfs.read() reads what is new or has changed, and no more", () => {
  const asked: string[] = [];
  const sysfs = new KnownSysfs((path) => {
    if (path.endsWith("uevent")) asked.push(path.split("/").at(-2) ?? "");
    return undefined;
  });
  const one = { name: "veth1", index: 7, flags: 1, carrierChanges: 0 };
  const two = { ...one, name: "veth2", index: 8 };
  const states = [
    { links: [one], why: "new", reads: ["veth1"] },
    { links: [one, two], why: "another", reads: ["veth2"] },
    { links: [one, two], why: "nothing", reads: [] },
    { links: [{ ...one, flags: 3 }, two], why: "on", reads: ["veth1"] },
    {
      links: [two, { ...one, flags: 3, carrierChanges: 2 }],
      why: "another link, which may be faster",
      reads: ["veth1"],
    },
    { links: [two], why: "one has gone", reads: [] },
    { links: [one, two], why: "another of the same name", reads: ["veth1"] },
  ];
  for (const { links, why, reads } of states) {
    asked.length = 0;
    deepStrictEqual(sysfs.read(links).map(({ link }) => link), links);
    deepStrictEqual(asked, reads, why);
  }
});
