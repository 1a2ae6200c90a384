import { ok, strictEqual } from "node:assert/strict";
import { decodeTcpInfo, openLibc, TCP_INFO_BYTES } from "./mod.ts";

Deno.test("decodeTcpInfo() reads as much as the kernel wrote", () => {
  const bytes = new Uint8Array(280);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint32(68, 20_160, true);
  view.setUint32(76, 0xffff_ffff, true);
  view.setUint32(100, 3, true);
  view.setBigUint64(104, 2n ** 64n - 1n, true);
  view.setBigUint64(208, 5_000_000_000n, true);
  const cases: readonly [
    length: number,
    field: keyof ReturnType<typeof decodeTcpInfo>,
    expected: number,
    why: string,
  ][] = [
    [280, "state", 1, "a byte"],
    [280, "rttUs", 20_160, "a word"],
    [280, "slowStartThresholdPackets", Infinity, "none yet"],
    [280, "totalRetransmits", 3, "a word"],
    [280, "pacingRateBytesPerS", Infinity, "unlimited"],
    [280, "retransmittedBytes", 5e9, "more than 32 bits"],
    [104, "totalRetransmits", 3, "the oldest struct"],
    [104, "minRttUs", NaN, "not in the oldest struct"],
    [192, "busyUs", 0, "a middle-aged struct"],
    [192, "sentBytes", NaN, "not in a middle-aged struct"],
    [0, "rttUs", NaN, "nothing at all"],
  ];
  for (const [length, field, expected, why] of cases) {
    const info = decodeTcpInfo(bytes.subarray(0, length));
    strictEqual(info[field], expected, `${field} of ${length} bytes: ${why}`);
  }
});

Deno.test("decodeTcpInfo() understands this kernel", () => {
  using libc = openLibc();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const fd = libc.socket("inet", "stream", 0);
  try {
    const address = libc.encodeAddress("127.0.0.1", listener.addr.port);
    ok(address !== undefined);
    libc.connect(fd, address);
    const bytes = new Uint8Array(TCP_INFO_BYTES);
    const length = libc.getOption(fd, "tcpInfo", bytes);
    const info = decodeTcpInfo(bytes.subarray(0, length));
    strictEqual(info.state, 1);
    strictEqual(info.totalRetransmits, 0);
    ok(info.rttUs > 0 && info.rttUs < 1_000_000);
    ok(info.minRttUs <= info.rttUs);
    ok(info.sendMssBytes >= 500);
  } finally {
    libc.close(fd);
  }
});
