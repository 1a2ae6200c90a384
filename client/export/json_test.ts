import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { STATUSES } from "../model/mod.ts";
import { jsonOf } from "./json.ts";
import { ndjsonOf } from "./ndjson.ts";
import { COLUMNS } from "./row.ts";
import { sampleOf } from "./testing.ts";

const SAMPLES = [
  sampleOf(),
  sampleOf({
    status: STATUSES.indexOf("unreachable"),
    rttUs: -1,
    ipdvUs: -1,
    detail: 'says "no"\n\u2028',
  }),
];
const options = { lossPct: () => 12.345 };

Deno.test("jsonOf() is one array of objects with every column", () => {
  const text = [...jsonOf(SAMPLES, options)].join("");
  const rows: unknown = JSON.parse(text);
  deepStrictEqual(rows, [{
    timestamp: 1_697_654_321,
    interface: "wlan0",
    connection_type: "wifi",
    target: "8.8.8.8",
    rtt_ms: 28.5,
    jitter_ms: 8.2,
    loss_pct: 12.35,
    test_type: "icmp",
    server_name: "",
    dns_time_ms: null,
    connect_ms: null,
    status: "ok",
    error_detail: "",
    timestamp_ms: 1_697_654_321_250,
    role: "public",
    ip_version: 4,
    variant: "",
    upload_ms: null,
    download_ms: null,
    owd_error_ms: null,
    queue_up_ms: null,
    queue_down_ms: null,
    lost_on: null,
  }, {
    timestamp: 1_697_654_321,
    interface: "wlan0",
    connection_type: "wifi",
    target: "8.8.8.8",
    rtt_ms: null,
    jitter_ms: null,
    loss_pct: 12.35,
    test_type: "icmp",
    server_name: "",
    dns_time_ms: null,
    connect_ms: null,
    status: "unreachable",
    error_detail: 'says "no"\n\u2028',
    timestamp_ms: 1_697_654_321_250,
    role: "public",
    ip_version: 4,
    variant: "",
    upload_ms: null,
    download_ms: null,
    owd_error_ms: null,
    queue_up_ms: null,
    queue_down_ms: null,
    lost_on: null,
  }]);
});

Deno.test("jsonOf() writes the keys in the columns' order, as CSV does", () => {
  const text = [...jsonOf(SAMPLES, options)].join("");
  const [first]: object[] = JSON.parse(text);
  deepStrictEqual(Object.keys(first ?? {}), [...COLUMNS]);
});

Deno.test("jsonOf() of nothing is an empty array, ndjsonOf() nothing", () => {
  strictEqual([...jsonOf([], options)].join(""), "[]\n");
  strictEqual([...ndjsonOf([], options)].join(""), "");
});

Deno.test("ndjsonOf() is an object a line, whatever the texts hold", () => {
  const text = [...ndjsonOf(SAMPLES, options)].join("");
  const lines = text.trimEnd().split("\n");
  strictEqual(lines.length, 2);
  deepStrictEqual(
    lines.map((line): unknown => JSON.parse(line)),
    JSON.parse([...jsonOf(SAMPLES, options)].join("")),
  );
});
