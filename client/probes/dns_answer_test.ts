import { strictEqual } from "node:assert/strict";
import { firstAddressIn, isLocalIpv4 } from "./dns_answer.ts";
import { encodeQuery } from "./dns_message.ts";

const POINTER_TO_QUESTION = [0xc0, 12];

/** An answer as a server writes it, with these records after the question. */
function answer(...records: readonly (readonly number[])[]): Uint8Array {
  // Without the OPT record that closes a query.
  const query = encodeQuery({ name: "a.example.com", type: "A" }, 7)
    .slice(0, -11);
  query[7] = records.length;
  return Uint8Array.from([...query, ...records.flat()]);
}

function record(type: number, data: readonly number[]): readonly number[] {
  return [
    ...POINTER_TO_QUESTION,
    ...[0, type, 0, 1, 0, 0, 0, 60, 0, data.length],
    ...data,
  ];
}

Deno.test("isLocalIpv4() knows addresses that are not on the internet", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["10.98.1.1", true],
    ["127.0.0.1", true],
    ["172.16.0.1", true],
    ["172.31.9.9", true],
    ["172.32.0.1", false],
    ["192.168.8.1", true],
    ["192.169.8.1", false],
    ["169.254.1.1", true],
    ["100.64.0.1", true],
    ["100.128.0.1", false],
    ["93.184.216.34", false],
    ["0.0.0.0", false],
  ];
  for (const [address, isLocal] of cases) {
    const bytes = answer(record(1, address.split(".").map(Number)));
    strictEqual(firstAddressIn(bytes)?.join("."), address);
    strictEqual(
      isLocalIpv4(firstAddressIn(bytes) ?? []),
      isLocal,
      address,
    );
  }
});

Deno.test("firstAddressIn() passes over other records", () => {
  const alias = record(5, [1, 97, 0]);
  strictEqual(
    firstAddressIn(answer(alias, record(1, [10, 0, 0, 1])))?.join("."),
    "10.0.0.1",
  );
  strictEqual(firstAddressIn(answer()), undefined, "NXDOMAIN has none");
  strictEqual(firstAddressIn(answer(alias)), undefined);
});

Deno.test("firstAddressIn() takes whatever comes", () => {
  const whole = answer(record(5, [1, 97, 0]), record(1, [10, 0, 0, 1]));
  for (let length = 0; length < whole.length; length++) {
    strictEqual(firstAddressIn(whole.subarray(0, length)), undefined);
  }
});
