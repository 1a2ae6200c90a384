import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  decodeResponse,
  type DnsQuestion,
  encodeQuery,
  isAnswerTo,
} from "./dns_message.ts";

const QUESTION: DnsQuestion = { name: "example.com", type: "A" };

/** The query turned into a response: flags and counts at will. */
function respond(
  question: DnsQuestion,
  change: { flags?: number; answers?: number } = {},
): Uint8Array<ArrayBuffer> {
  const bytes = encodeQuery(question, 0xbeef);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, change.flags ?? 0x8180);
  view.setUint16(6, change.answers ?? 0);
  return bytes;
}

Deno.test("encodeQuery() writes the bytes that RFC 1035 and RFC 6891 ask for", () => {
  // deno-fmt-ignore
  deepStrictEqual(
    encodeQuery({ name: "a.bc", type: "AAAA" }, 0x1234),
    Uint8Array.of(
      0x12, 0x34, // id
      0x01, 0x00, // RD
      0, 1, 0, 0, 0, 0, 0, 1, // one question, one additional record
      1, 0x61, 2, 0x62, 0x63, 0, // a.bc
      0, 28, 0, 1, // AAAA IN
      0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0, // OPT, 1232 bytes
    ),
  );
});

Deno.test("encodeQuery() refuses what is no name", () => {
  const cases: readonly [name: string, message: RegExp, why: string][] = [
    ["a..b", /found the label "" \(allowed: 1 to 63/, "an empty label"],
    ["example.com.", /found the label ""/, "the root's dot is implied"],
    ["x".repeat(64), /found the label "x+"/, "a label of 64"],
    ["bücher.example", /xn-- form/, "not ASCII"],
    ["a b.example", /found the label "a b"/, "a space"],
    ["abc.".repeat(63) + "ab", /found 254 characters/, "too long by one"],
  ];
  for (const [name, message, why] of cases) {
    throws(() => encodeQuery({ name, type: "A" }, 0), (error) => {
      return error instanceof RangeError && message.test(error.message);
    }, why);
  }
  strictEqual(
    encodeQuery({ name: "abc.".repeat(63) + "a", type: "A" }, 0).length,
    12 + 255 + 4 + 11,
    "the longest name there is",
  );
});

Deno.test("decodeResponse() reads header and question", () => {
  const bytes = respond(QUESTION, { flags: 0x8183, answers: 2 });
  deepStrictEqual(decodeResponse(bytes), {
    id: 0xbeef,
    rcode: "NXDOMAIN",
    isTruncated: false,
    question: QUESTION,
    questionCount: 1,
    answerCount: 2,
  });
});

Deno.test("decodeResponse() names every rcode and sees TC", () => {
  const cases: readonly [flags: number, rcode: string, tc: boolean][] = [
    [0x8180, "NOERROR", false],
    [0x8380, "NOERROR", true],
    [0x8182, "SERVFAIL", false],
    [0x8185, "REFUSED", false],
    [0x838f, "RCODE 15", true],
  ];
  for (const [flags, rcode, isTruncated] of cases) {
    const response = decodeResponse(respond(QUESTION, { flags }));
    strictEqual(response?.rcode, rcode);
    strictEqual(response?.isTruncated, isTruncated, rcode);
  }
});

Deno.test("decodeResponse() takes nothing that is not a response", () => {
  const good = respond(QUESTION);
  const twoQuestions = respond(QUESTION);
  twoQuestions[5] = 2;
  const pointer = respond(QUESTION);
  pointer[12] = 0xc0;
  const cases: readonly [bytes: Uint8Array, why: string][] = [
    [new Uint8Array(0), "nothing"],
    [good.subarray(0, 11), "half a header"],
    [good.subarray(0, 12), "a question promised, and none there"],
    [good.subarray(0, 20), "ends within a label"],
    [good.subarray(0, 27), "ends within the type"],
    [respond(QUESTION, { flags: 0x0100 }), "a query"],
    [respond(QUESTION, { flags: 0x9180 }), "another opcode"],
    [twoQuestions, "two questions"],
    [pointer, "a pointer where nothing stands before"],
  ];
  for (const [bytes, why] of cases) {
    strictEqual(decodeResponse(bytes), undefined, why);
  }
});

Deno.test("decodeResponse() never throws, whatever comes", () => {
  const garbage = fc.uint8Array({ maxLength: 600 });
  const almost = fc.tuple(
    fc.nat({ max: 39 }),
    fc.nat({ max: 255 }),
    fc.nat({ max: 40 }),
  ).map(([at, value, length]) => {
    const bytes = respond(QUESTION);
    bytes[at] = value;
    return bytes.subarray(0, length);
  });
  fc.assert(
    fc.property(fc.oneof(garbage, almost), (bytes) => {
      decodeResponse(bytes);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("decodeResponse() gives back the question of any query", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 3 })
    .map((labels) => labels.join("."));
  fc.assert(
    fc.property(
      name,
      fc.constantFrom<DnsQuestion["type"]>("A", "AAAA"),
      (name, type) => {
        const response = decodeResponse(respond({ name, type }));
        deepStrictEqual(response?.question, { name, type });
      },
    ),
  );
});

Deno.test("isAnswerTo() tells our question from others", () => {
  const upper = respond(QUESTION);
  upper.set(new TextEncoder().encode("EXAMPLE"), 13);
  const otherClass = respond(QUESTION);
  otherClass[28] = 3;
  const spoofed = respond({ ...QUESTION, name: "examplexcom" });
  const header = (flags: number) => {
    const bytes = respond(QUESTION, { flags }).subarray(0, 12);
    bytes[5] = 0;
    return bytes;
  };
  const cases: readonly [bytes: Uint8Array, is: boolean, why: string][] = [
    [respond(QUESTION), true, "the same"],
    [upper, true, "names have no case (RFC 4343)"],
    [respond({ ...QUESTION, type: "AAAA" }), false, "another type"],
    [respond({ ...QUESTION, name: "example.org" }), false, "another name"],
    [spoofed, false, "one label that looks like two"],
    [otherClass, false, "another class"],
    [header(0x8181), true, "FORMERR may repeat no question"],
    [header(0x8180), false, "an answer must say to what"],
  ];
  for (const [bytes, is, why] of cases) {
    const response = decodeResponse(bytes);
    strictEqual(
      response !== undefined && isAnswerTo(response, QUESTION),
      is,
      why,
    );
  }
});
