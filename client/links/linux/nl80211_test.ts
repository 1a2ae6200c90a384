import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  type NetlinkMessage,
  netlinkMessages,
  openLibc,
} from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { familyId } from "./genetlink.ts";
import { readNetwork, readNoise, readStation } from "./nl80211.ts";
import { LinuxWifi } from "./wifi.ts";

/** Each message as bytes; how they were made stands in the file. */
function recorded(): readonly Uint8Array[] {
  const url = new URL("testdata/nl80211.hex", import.meta.url);
  return Deno.readTextFileSync(url).split(/^# \d+:.*$/m).slice(1)
    .map((hex) => Uint8Array.fromHex(hex.replaceAll(/\s/g, "")));
}

const [
  ,
  ASSOCIATED,
  ALONE,
  OURS,
  STATION,
  TERSE,
  FASTEST,
  OTHER_CHANNEL,
  CHANNEL,
  NO_NOISE,
] = recorded().map(messageIn);

function messageIn(bytes: Uint8Array): NetlinkMessage {
  const [message] = netlinkMessages(bytes);
  if (message === undefined) throw new TypeError("Cannot read the recording");
  return message;
}

/** For the compiler: the recording has as many as are named above. */
function given(message: NetlinkMessage | undefined): NetlinkMessage {
  if (message === undefined) throw new TypeError("Cannot find the message");
  return message;
}

Deno.test("readNetwork() tells an interface's network from none", () => {
  deepStrictEqual([ASSOCIATED, ALONE, OURS].map(given).map(readNetwork), [
    { isClient: true, ssid: "Café 5G", frequencyMhz: 5180 },
    { isClient: true, ssid: "", frequencyMhz: null },
    { isClient: false, ssid: "ours", frequencyMhz: 5180 },
  ]);
});

Deno.test("readStation() tells how loud and how fast the access point is", () => {
  deepStrictEqual([STATION, TERSE, FASTEST].map(given).map(readStation), [
    {
      bssid: "02:00:00:00:00:01",
      signalDbm: -61,
      sendBps: 866_700_000,
      receiveBps: 780_000_000,
    },
    {
      bssid: "02:00:00:00:00:02",
      signalDbm: null,
      sendBps: 130_000_000,
      receiveBps: 43_300_000,
    },
    {
      bssid: "02:00:00:00:00:03",
      signalDbm: -42,
      // More than fits 16 bits of 100 kbit/s.
      sendBps: 11_529_000_000,
      receiveBps: 11_442_300_000,
    },
  ]);
  strictEqual(readStation(given(ALONE)), undefined, "names no station");
});

Deno.test("readNoise() is that of the channel in use", () => {
  deepStrictEqual(
    [OTHER_CHANNEL, CHANNEL, NO_NOISE].map(given).map(readNoise),
    [null, -95, null],
  );
});

Deno.test("nl80211 readers never throw, however bytes are mangled", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...recorded()),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
      (bytes, changes) => {
        const { body, ...rest } = messageIn(bytes);
        const mangled = body.slice();
        for (const [at, value] of changes) mangled[at % body.length] = value;
        const message = { ...rest, body: mangled };
        for (const read of [readNetwork, readStation, readNoise]) read(message);
      },
    ),
    { numRuns: 2_000 },
  );
});

Deno.test("familyId() asks the real kernel", () => {
  using libc = openLibc();
  strictEqual(familyId(libc, "nlctrl"), 16, "the one that is always there");
  strictEqual(familyId(libc, "no such family"), undefined);
});

/** The end of a list, or a refusal. */
function ending(type: number, errno: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 20, true);
  view.setUint16(4, type, true);
  view.setUint16(6, 2, true);
  view.setInt32(16, -errno, true);
  return bytes;
}

const DONE = ending(3, 0);
const REFUSED = ending(2, FAKE_ERRNO.EPERM);
const [FAMILY_BYTES, ASSOCIATED_BYTES, ALONE_BYTES, OURS_BYTES, STATION_BYTES] =
  recorded();
const SURVEY_BYTES = recorded().slice(7, 9);

/** A kernel that answers each command, and counts how often it is asked. */
function kernel(answers: Readonly<Record<number, readonly Uint8Array[]>>) {
  const asked: number[] = [];
  const libc: FakeLibc = new FakeLibc({
    onSend(socket, datagram) {
      const type = new DataView(datagram.payload.buffer).getUint16(4, true);
      const command = type === 16 ? 0 : datagram.payload[16] ?? 0;
      asked.push(command);
      for (const payload of answers[command] ?? [REFUSED]) {
        libc.deliver(socket, 0, { payload, peer: { address: "", port: 0 } });
      }
      return 0;
    },
  });
  return { libc, asked };
}

const WLAN0 = { name: "wlan0", index: 3 };
const PROC = `Inter-| sta-|   Quality        |   Discarded packets
 face | tus | link level noise |  nwid  crypt   frag  retry   misc
 wlan0: 0000   54.  -56.  -256        0      0      0      0      0        0
`;

Deno.test("LinuxWifi puts together what nl80211 says, and asks for noise rarely", () => {
  const { libc, asked } = kernel({
    0: [FAMILY_BYTES ?? DONE],
    5: [ASSOCIATED_BYTES ?? DONE],
    17: [STATION_BYTES ?? DONE, DONE],
    50: [...SURVEY_BYTES, DONE],
  });
  const wifi = new LinuxWifi(libc, () => undefined);
  const state = {
    signalDbm: -61,
    noiseDbm: -95,
    sendBps: 866_700_000,
    receiveBps: 780_000_000,
    ssid: "Café 5G",
    bssid: "02:00:00:00:00:01",
    frequencyMhz: 5180,
  };
  for (let second = 0; second < 25; second++) {
    deepStrictEqual(wifi.read(WLAN0), state);
  }
  strictEqual(asked.filter((command) => command === 50).length, 3);
  strictEqual(libc.sockets.length, 0, "nothing stays open");
});

Deno.test("LinuxWifi knows little of an interface that is alone, or a host itself", () => {
  const silent = {
    signalDbm: null,
    noiseDbm: null,
    sendBps: null,
    receiveBps: null,
    bssid: "",
  };
  const alone = kernel({
    0: [FAMILY_BYTES ?? DONE],
    5: [ALONE_BYTES ?? DONE],
    17: [DONE],
  });
  deepStrictEqual(new LinuxWifi(alone.libc, () => undefined).read(WLAN0), {
    ...silent,
    ssid: "",
    frequencyMhz: null,
  });
  const host = kernel({ 0: [FAMILY_BYTES ?? DONE], 5: [OURS_BYTES ?? DONE] });
  deepStrictEqual(new LinuxWifi(host.libc, () => undefined).read(WLAN0), {
    ...silent,
    ssid: "ours",
    frequencyMhz: 5180,
  }, "its guests are nobody's access point");
});

Deno.test("LinuxWifi falls back on /proc/net/wireless", () => {
  const { libc } = kernel({});
  const wifi = new LinuxWifi(
    libc,
    (path) => path === "/proc/net/wireless" ? PROC : undefined,
  );
  deepStrictEqual(wifi.read(WLAN0), {
    signalDbm: -56,
    noiseDbm: null,
    sendBps: null,
    receiveBps: null,
    ssid: "",
    bssid: "",
    frequencyMhz: null,
  });
  strictEqual(wifi.read({ name: "eth0", index: 2 }), null, "no radio");
  strictEqual(new LinuxWifi(libc, () => undefined).read(WLAN0), null);
});
