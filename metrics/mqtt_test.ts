import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { openBroker, seenBy, skipReason } from "./broker_testing.ts";
import { type Broker, openPublisher, type Sensor } from "./mqtt.ts";

const NEVER = new AbortController().signal;

const LOSS: Sensor = {
  id: "loss_eth0",
  name: "Loss to 1.1.1.1 over eth0",
  unit: "%",
  deviceClass: null,
  value: 0.5,
};
const GRADE: Sensor = { ...LOSS, id: "grade", name: "Grade", unit: "" };

function brokerAt(changes: Partial<Broker>): Broker {
  return {
    url: "mqtt://127.0.0.1:1",
    ca: "",
    topic: "bufferbane",
    discovery: "homeassistant",
    host: "nas/1",
    program: "bufferbane",
    version: "1.2.3",
    expiryS: 120,
    ...changes,
  };
}

Deno.test({
  name: `openPublisher() tells a real broker, and Home Assistant${skipReason}`,
  ignore: skipReason !== "",
  async fn() {
    await using mosquitto = await openBroker();
    const publisher = openPublisher(brokerAt({ url: mosquitto.url }));
    const grade = { ...GRADE, value: "A" };
    deepStrictEqual(await publisher.post([LOSS, grade], NEVER), {
      kind: "taken",
    });
    const retained = await seenBy(mosquitto, 4);
    deepStrictEqual(Object.keys(retained).sort(), [
      "bufferbane/nas_1/state",
      "bufferbane/nas_1/status",
      "homeassistant/sensor/bufferbane_nas_1/grade/config",
      "homeassistant/sensor/bufferbane_nas_1/loss_eth0/config",
    ]);
    strictEqual(retained["bufferbane/nas_1/status"], "online");
    deepStrictEqual(JSON.parse(retained["bufferbane/nas_1/state"] ?? ""), {
      "loss_eth0": 0.5,
      grade: "A",
    });
    const config = JSON.parse(
      retained["homeassistant/sensor/bufferbane_nas_1/loss_eth0/config"] ?? "",
    );
    deepStrictEqual(config, {
      name: "Loss to 1.1.1.1 over eth0",
      "unique_id": "bufferbane_nas_1_loss_eth0",
      "state_topic": "bufferbane/nas_1/state",
      "value_template": "{{ value_json['loss_eth0'] }}",
      "availability_topic": "bufferbane/nas_1/status",
      "expire_after": 120,
      "unit_of_measurement": "%",
      "state_class": "measurement",
      device: {
        identifiers: ["bufferbane_nas_1"],
        name: "bufferbane nas/1",
        manufacturer: "bufferbane",
        "sw_version": "1.2.3",
      },
      origin: { name: "bufferbane", "sw_version": "1.2.3" },
    });
    await publisher[Symbol.asyncDispose]();
    const after = await seenBy(mosquitto, 4);
    strictEqual(after["bufferbane/nas_1/status"], "offline");
  },
});

Deno.test({
  name: `openPublisher() logs in over TLS with an own authority${skipReason}`,
  ignore: skipReason !== "",
  async fn() {
    await using mosquitto = await openBroker({ isSecure: true });
    const { url, ca } = mosquitto;
    await using publisher = openPublisher(brokerAt({ url, ca }));
    deepStrictEqual(await publisher.post([LOSS], NEVER), { kind: "taken" });
    await using stranger = openPublisher(brokerAt({ url }));
    const untrusted = await stranger.post([LOSS], NEVER);
    ok(untrusted.kind === "failed");
    match(untrusted.why, /certificate/i);
    const wrong = url.replace("p%40ss", "wrong");
    await using intruder = openPublisher(brokerAt({ url: wrong, ca }));
    const refused = await intruder.post([LOSS], NEVER);
    ok(refused.kind === "failed");
    match(refused.why, /Not authorized/i);
    strictEqual(refused.why.includes("wrong"), false);
  },
});

Deno.test({
  name: `openPublisher() connects again after the broker was away${skipReason}`,
  ignore: skipReason !== "",
  async fn() {
    await using publisherStack = new AsyncDisposableStack();
    const first = await openBroker();
    const publisher = publisherStack.use(
      openPublisher(brokerAt({ url: first.url })),
    );
    deepStrictEqual(await publisher.post([LOSS], NEVER), { kind: "taken" });
    await first[Symbol.asyncDispose]();
    const failed = await publisher.post([LOSS], NEVER);
    ok(failed.kind === "failed");
    strictEqual(failed.why.includes("mqtt://"), false);
    await using second = await openBroker({ port: first.port });
    deepStrictEqual(await publisher.post([LOSS], NEVER), { kind: "taken" });
    strictEqual(
      (await seenBy(second, 3))["bufferbane/nas_1/status"],
      "online",
    );
  },
});

Deno.test("openPublisher() does not stay with a broker that answers too late", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `mqtt://127.0.0.1:${listener.addr.port}`;
  await using publisher = openPublisher(brokerAt({ url }));
  const stop = new AbortController();
  const posted = publisher.post([LOSS], stop.signal);
  using connection = await listener.accept();
  const bytes = new Uint8Array(1024);
  ok((await connection.read(bytes) ?? 0) > 0, "CONNECT");
  stop.abort();
  strictEqual((await posted).kind, "failed");
  await connection.write(Uint8Array.of(0x20, 2, 0, 0)); // CONNACK
  strictEqual(await connection.read(bytes), null, "nothing more, and closed");
});
