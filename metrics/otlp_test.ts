import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { otlpBody } from "./otlp.ts";
import {
  doubleAt,
  type Message,
  messageOf,
  messagesAt,
  signedAt,
  textAt,
  varintsAt,
} from "./protobuf_testing.ts";
import { batchOf } from "./testing.ts";

// Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.
const NAME = 1;
const UNIT = 3;
const GAUGE = 5;
const SUM = 7;
const EXPONENTIAL = 10;
const POINTS = 1;

function only(messages: readonly Message[]): Message {
  const [message] = messages;
  if (message === undefined) throw new Error("Cannot find a message");
  return message;
}

function attributesOf(message: Message, field: number) {
  return Object.fromEntries(
    messagesAt(message, field).map((pair) => [
      textAt(pair, 1),
      textAt(only(messagesAt(pair, 2)), 1),
    ]),
  );
}

Deno.test("otlpBody() says whose figures they are", () => {
  const body = messageOf(otlpBody(batchOf()));
  deepStrictEqual(attributesOf(only(messagesAt(body, 1, 1)), 1), {
    "service.name": "bufferbane",
    "service.version": "1.2.3",
    "service.instance.id": "nas",
    "host.name": "nas",
  });
});

Deno.test("otlpBody() writes counters, gauges and exponential histograms", () => {
  const body = messageOf(otlpBody(batchOf()));
  const metrics = messagesAt(body, 1, 2, 2);
  deepStrictEqual(
    metrics.map((metric) => [textAt(metric, NAME), metric.has(UNIT)]),
    [
      ["probes_sent_total", false],
      ["link_up", false],
      ["rtt_seconds", true],
    ],
  );
  const [counter, gauge, histogram] = metrics;
  const sum = only(messagesAt(only([counter ?? new Map()]), SUM));
  deepStrictEqual([sum.get(2), sum.get(3)], [[2n], [1n]], "cumulative, rising");
  const point = only(messagesAt(sum, POINTS));
  strictEqual(doubleAt(point, 4), 120);
  deepStrictEqual(point.get(2), [1_795_168_700_000_000_000n], "from");
  deepStrictEqual(point.get(3), [1_795_168_800_500_000_000n], "at");
  deepStrictEqual(attributesOf(point, 7), { target: "1.1.1.1", server: "" });
  const level = only(messagesAt(only([gauge ?? new Map()]), GAUGE, POINTS));
  strictEqual(doubleAt(level, 4), 1);
  const times = only([histogram ?? new Map()]);
  strictEqual(textAt(times, UNIT), "s");
  const spread = only(messagesAt(times, EXPONENTIAL, POINTS));
  deepStrictEqual(spread.get(4), [3n], "count");
  strictEqual(doubleAt(spread, 5), 0.54);
  strictEqual(signedAt(spread, 6), 4, "scale");
  deepStrictEqual([doubleAt(spread, 12), doubleAt(spread, 13)], [0.02, 0.5]);
  const positive = only(messagesAt(spread, 8));
  const offset = signedAt(positive, 1);
  strictEqual(offset, Math.ceil(Math.log2(0.02) * 16) - 1);
  const counts = varintsAt(positive, 2);
  deepStrictEqual([counts[0], counts.at(-1)], [2, 1]);
  strictEqual(offset + counts.length - 1, -17);
});
