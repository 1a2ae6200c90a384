/// <reference lib="dom" />

/** A second as `/api/metrics/realtime` tells it; `null`: not told apart. */
type Second = Readonly<Record<string, number | string | null>>;

/**
 * The live page's program. It is sent to the browser as it stands, so it may
 * use nothing from outside itself.
 */
export function runTrafficPage(): void {
  const KINDS = [
    ["tcp", "TCP"],
    ["https", "HTTPS (TCP port 443)"],
    ["http", "HTTP (TCP port 80)"],
    ["udp", "UDP"],
    ["quic", "QUIC (UDP port 443)"],
    ["dns", "DNS (port 53)"],
    ["icmp", "ICMP (ping)"],
  ] as const;
  const SECONDS = 300;
  const WIDTH = 1000;
  const HEIGHT = 300;
  let seconds: Second[] = [];

  const element = (id: string): Element => {
    const found = document.getElementById(id);
    if (found === null) throw new TypeError(`The page lacks #${id}`);
    return found;
  };
  const number = (second: Second | undefined, key: string): number =>
    Number(second?.[key] ?? 0);
  const scaled = (value: number, unit: string): string => {
    const prefixes = ["", "k", "M", "G", "T"];
    let step = 0;
    let rest = value;
    while (rest >= 999.95 && step < prefixes.length - 1) {
      rest /= 1000;
      step++;
    }
    return `${rest.toFixed(step === 0 ? 0 : 1)} ${prefixes[step]}${unit}`;
  };
  const told = (second: Second, key: string, unit: string): string =>
    second[key] === null ? "not told apart" : scaled(number(second, key), unit);

  const rows = KINDS.map(([kind, name]) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    const bits = document.createElement("td");
    const packets = document.createElement("td");
    const share = document.createElement("td");
    const bar = document.createElement("meter");
    bar.max = 100;
    share.append(bar);
    row.append(head, bits, packets, share);
    element("kinds").append(row);
    return { kind, name, bits, packets, bar };
  });

  /** The next 1, 2 or 5 times a power of ten. */
  function roundUp(value: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1000)));
    return [1, 2, 5, 10].map((step) => step * power)
      .find((step) => step >= value) ?? value;
  }

  function draw(): void {
    const newest = number(seconds.at(-1), "timestamp_ms");
    const ways = ["received_bandwidth_bps", "sent_bandwidth_bps"] as const;
    const top = roundUp(
      Math.max(
        ...seconds.flatMap((one) => ways.map((way) => number(one, way))),
      ),
    );
    for (const way of ways) {
      const points = seconds.map((second) => {
        const ageS = (newest - number(second, "timestamp_ms")) / 1000;
        const x = WIDTH * (1 - ageS / SECONDS);
        const y = HEIGHT * (1 - number(second, way) / top);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      });
      element(way).setAttribute("points", points.join(" "));
    }
    element("top").textContent = scaled(top, "bit/s");
    element("middle").textContent = scaled(top / 2, "bit/s");
  }

  function show(second: Second): void {
    const all = number(second, "bandwidth_bps");
    element("received").textContent = scaled(
      number(second, "received_bandwidth_bps"),
      "bit/s",
    );
    element("sent").textContent = scaled(
      number(second, "sent_bandwidth_bps"),
      "bit/s",
    );
    element("packets").textContent = scaled(
      number(second, "packets_per_sec"),
      "/s",
    );
    element("total").textContent = scaled(number(second, "total_bytes"), "B");
    for (const { kind, name, bits, packets, bar } of rows) {
      bits.textContent = told(second, `${kind}_bandwidth_bps`, "bit/s");
      packets.textContent = told(second, `${kind}_packets_per_sec`, "/s");
      const share = all === 0
        ? 0
        : 100 * number(second, `${kind}_bandwidth_bps`) / all;
      bar.value = share;
      bar.textContent = `${share.toFixed(0)} %`;
      bar.setAttribute("aria-label", `${name}: ${share.toFixed(0)} %`);
    }
  }

  async function ask(path: string): Promise<unknown> {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path} says ${response.status}`);
    return await response.json();
  }

  async function turn(): Promise<void> {
    try {
      // Our own server has written it.
      const second = await ask("/api/metrics/realtime") as Second;
      if (second["timestamp_ms"] !== seconds.at(-1)?.["timestamp_ms"]) {
        seconds = [...seconds, second].slice(-SECONDS);
      }
      show(second);
      draw();
      element("state").textContent = "Live";
    } catch (error) {
      element("state").textContent = `No answer since the last figures (${
        String(error)
      })`;
    }
    setTimeout(turn, 1000);
  }

  async function start(): Promise<void> {
    try {
      // Our own server has written it.
      seconds = await ask("/api/metrics/history") as Second[];
    } catch {
      // The page begins empty then; turn() says what is wrong.
      seconds = [];
    }
    await turn();
  }
  start();
}
