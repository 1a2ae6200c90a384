import { match, strictEqual } from "node:assert/strict";
import { answerScrapes } from "./scrape.ts";

const URL_OF = "http://127.0.0.1:9877";

function answerer(token: string, hosts: readonly string[] = []) {
  return answerScrapes({ hosts, token }, () => [{
    metric: { name: "up", type: "gauge", unit: "", help: "Up", labels: [] },
    points: [{ labels: {}, value: 1 }],
  }]);
}

function request(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Request {
  return new Request(`${URL_OF}${path}`, { headers, method });
}

Deno.test("answerScrapes() answers this machine's names with the readings", async () => {
  const response = await answerer("")(request("/metrics"));
  strictEqual(response.status, 200);
  match(await response.text(), /^up 1$/m);
  const head = await answerer("")(request("/metrics", {}, "HEAD"));
  strictEqual(head.status, 200);
  strictEqual(await head.text(), "");
});

Deno.test("answerScrapes() says why it refuses", async () => {
  const secret = { authorization: "Bearer secret" };
  const rows: readonly {
    readonly token?: string;
    readonly request: Request;
    readonly status: number;
    readonly sentence: string;
  }[] = [
    {
      request: request("/metrics", { host: "evil.example:9877" }),
      status: 421,
      sentence: 'Cannot answer for "evil.example:9877" as that is not this ' +
        "machine's name (allowed: localhost, 127.0.0.1, [::1]; more by " +
        "allowed_hosts in [metrics])",
    },
    {
      request: request("/"),
      status: 404,
      sentence: "Cannot answer, as there is only /metrics here",
    },
    {
      request: request("/metrics", {}, "POST"),
      status: 405,
      sentence: "Cannot take POST (allowed: GET, HEAD)",
    },
    {
      token: "other",
      request: request("/metrics", secret),
      status: 401,
      sentence:
        "Cannot answer without the token of [metrics] (as Authorization: Bearer)",
    },
  ];
  for (const { token = "", request, status, sentence } of rows) {
    const response = await answerer(token)(request);
    strictEqual(response.status, status);
    strictEqual(await response.text(), `${sentence}\n`);
  }
});

Deno.test("answerScrapes() takes a configured name and the right token", async () => {
  const answer = answerer("secret", ["fd00::1", "Probe.example"]);
  for (const host of ["[fd00::1]:9877", "probe.example"]) {
    const headers = { host, authorization: "Bearer secret" };
    strictEqual((await answer(request("/metrics", headers))).status, 200);
  }
});
