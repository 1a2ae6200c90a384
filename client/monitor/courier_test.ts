import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Incident, Notice } from "../alerts/incident.ts";
import { startDeliverer } from "../alerts/sinks/deliverer.ts";
import type { MonoNs, WallNs } from "../model/mod.ts";
import { Courier, type Receiver } from "./courier.ts";

/** 2026-11-20T10:00:00Z, Unix milliseconds. */
const START_MS = 1_795_168_800_000;

/** What a receiver does with a message. */
type Mood = "works" | "answers 500" | "hangs" | "is slow";

/** A web server on this machine, in whatever mood it is. */
function receiver() {
  const state = { mood: "works" as Mood, bodies: [] as unknown[], asked: 0 };
  const over = Promise.withResolvers<void>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      state.asked++;
      const body: unknown = await request.json();
      if (state.mood === "hangs") {
        await over.promise;
        return new Response(null, { status: 500 });
      }
      if (state.mood === "answers 500") {
        return new Response("no", { status: 500 });
      }
      if (state.mood === "is slow") {
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      state.bodies.push(body);
      return new Response("ok");
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/hook`;
  return {
    state,
    url,
    async [Symbol.asyncDispose]() {
      over.resolve();
      await server.shutdown();
    },
  };
}

function incident(changes: Partial<Incident> = {}): Incident {
  return {
    id: `${START_MS} eth0 quality line`,
    slot: "eth0 quality line",
    type: "packet_loss",
    severity: "warning",
    interface: "eth0",
    target: "",
    server: "",
    cause: "isp",
    conditions: ["packet_loss"],
    targets: ["1.1.1.1", "8.8.8.8"],
    metrics: { "peak_loss_pct": 8.3 },
    startMs: START_MS,
    sinceMs: START_MS,
    untilMs: START_MS + 60_000,
    endedMs: START_MS,
    badMs: 0,
    repeats: 0,
    isOpen: true,
    ...changes,
  };
}

const OPENED: Notice = { kind: "opened", incident: incident() };
const SETTLED: Notice = {
  kind: "settled",
  incident: incident({ isOpen: false }),
};

/** A courier, the clock it reads, and what survives it. */
function desk(url: string, kept: Map<string, string> = new Map()) {
  const state = { nowMs: START_MS, notes: [] as string[] };
  const wall = () => BigInt(state.nowMs) * 1_000_000n;
  const webhook: Receiver = {
    name: "webhook_url",
    channel: { kind: "webhook", url, format: "json" },
    options: {
      host: "nas",
      minSeverity: "warning",
      isImmediate: false,
      perHour: 20,
      isQuiet: () => false,
    },
  };
  const courier = new Courier({
    clock: {
      wall: () => wall() as WallNs,
      mono: () => wall() as MonoNs,
      boot: () => wall() as MonoNs,
    },
    recorder: {
      keep: (key, json) => void kept.set(key, json),
      kept: (key) => Promise.resolve(kept.get(key) ?? null),
    },
    note: (text) => state.notes.push(text),
    startDeliverer,
  }, [webhook]);
  return { courier, state, kept };
}

/** Steps a second of the desk's clock after the other until something holds. */
async function stepUntil(
  { courier, state }: ReturnType<typeof desk>,
  holds: () => boolean,
): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i > 2_000) throw new Error("Cannot wait any longer");
    state.nowMs += 1000;
    courier.step();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function eventsOf(bodies: readonly unknown[]): readonly unknown[] {
  return bodies.map((body) => Object(body)["event"]);
}

Deno.test("Courier tells once that an incident began, and once that it is over", async () => {
  await using web = receiver();
  const own = desk(web.url);
  using courier = own.courier;
  courier.take(OPENED);
  await stepUntil(own, () => web.state.bodies.length === 1);
  courier.take({ kind: "ended", incident: incident({ isOpen: false }) });
  courier.take({ kind: "reopened", incident: incident({ repeats: 1 }) });
  courier.take({ kind: "ended", incident: incident({ isOpen: false }) });
  courier.take(SETTLED);
  await stepUntil(own, () => web.state.bodies.length === 2);
  deepStrictEqual(web.state.bodies, [{
    id: `start ${START_MS} eth0 quality line`,
    event: "incident_started",
    host: "nas",
    text: "Packet loss on eth0: 8.3 % within a minute; your router is fine, " +
      "so it is the provider or the line to it",
    severity: "warning",
    type: "packet_loss",
    interface: "eth0",
    target: "",
    cause: "isp",
    "started_at": "2026-11-20T10:00:00.000Z",
    "started_ms": START_MS,
    "ended_at": null,
    "ended_ms": null,
    "duration_ms": null,
    metrics: { "peak_loss_pct": 8.3 },
  }, {
    ...Object(web.state.bodies[1]),
    event: "incident_ended",
    text: "Over after 60 s: Packet loss on eth0: 8.3 % within a minute",
    "duration_ms": 60_000,
  }]);
});

Deno.test("Courier loses and doubles nothing while its receiver answers 500 or is slow", async () => {
  await using web = receiver();
  const own = desk(web.url);
  using courier = own.courier;
  web.state.mood = "answers 500";
  courier.take(OPENED);
  courier.take(SETTLED);
  await stepUntil(own, () => web.state.asked === 3);
  web.state.mood = "is slow";
  await stepUntil(own, () => web.state.bodies.length === 2);
  for (let i = 0; i < 20; i++) courier.step();
  deepStrictEqual(eventsOf(web.state.bodies), [
    "incident_started",
    "incident_ended",
  ]);
  deepStrictEqual(own.state.notes, [
    "Cannot tell of trouble by webhook_url as it answered 500; trying again",
    "Alerts get through by webhook_url again",
  ]);
});

Deno.test("Courier goes on after a restart with what a hanging receiver did not take", async () => {
  await using web = receiver();
  const before = desk(web.url);
  web.state.mood = "hangs";
  before.courier.take(OPENED);
  await stepUntil(before, () => web.state.asked === 1);
  // The message is under way while the program ends.
  before.courier[Symbol.dispose]();
  web.state.mood = "works";
  const after = desk(web.url, before.kept);
  using courier = after.courier;
  courier.take(SETTLED);
  await stepUntil(after, () => web.state.bodies.length === 2);
  deepStrictEqual(eventsOf(web.state.bodies), [
    "incident_started",
    "incident_ended",
  ]);
});

Deno.test("Courier tries a receiver that is down ever more rarely", async () => {
  const { url } = await (async () => {
    await using web = receiver();
    return { url: web.url };
  })();
  const own = desk(url);
  using courier = own.courier;
  courier.take(OPENED);
  await stepUntil(own, () => own.state.notes.length === 1);
  ok(
    /^Cannot tell of trouble by webhook_url as /.test(own.state.notes[0] ?? ""),
  );
  const kept = JSON.parse(own.kept.get("outbox webhook_url") ?? "");
  strictEqual(kept.waiting.length, 1);
});
