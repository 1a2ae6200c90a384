import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Series, STATUSES } from "../model/mod.ts";
import { Incidents } from "./incidents.ts";
import { InterfaceJudge } from "./interface_judge.ts";
import { LINE, LINE6, OPTIONS } from "./testing.ts";

const [ROUTER, , FIRST, SECOND, THIRD] = LINE;

/** Some of a line's series, which there are. */
function some(...series: readonly (Series | undefined)[]): readonly Series[] {
  return series.filter((one) => one !== undefined);
}

const FAR = some(FIRST, SECOND, THIRD);

/** Plays seconds to an interface: those series are lost, the others answer. */
function play(
  judge: InterfaceJudge,
  { series, from, to, isLost = () => false }: {
    readonly series: readonly Series[];
    readonly from: number;
    readonly to: number;
    readonly isLost?: (series: Series, second: number) => boolean;
  },
): void {
  for (let second = from; second < to; second++) {
    for (const own of series) {
      const lost = isLost(own, second);
      const code = STATUSES.indexOf(lost ? "timeout" : "ok");
      judge.ping(own).add(second * 1000, code, lost ? NaN : 5e6, NaN);
    }
  }
}

function judgeAfterMinute(series: readonly Series[] = FAR): InterfaceJudge {
  const judge = new InterfaceJudge("eth0", OPTIONS);
  play(judge, { series, from: 0, to: 60 });
  return judge;
}

function typesOf(judge: InterfaceJudge, nowS: number): readonly string[] {
  return judge.findings(new Incidents(OPTIONS.reopenMs), nowS * 1000)
    .map(({ type, slot }) => `${type} ${slot}`);
}

Deno.test("InterfaceJudge is calm while nothing is lost, raised or down", () => {
  strictEqual(new InterfaceJudge("eth0", OPTIONS).isCalm, true);
  const judge = judgeAfterMinute();
  strictEqual(judge.isCalm, true);
  play(judge, { series: some(FIRST), from: 60, to: 61, isLost: () => true });
  strictEqual(judge.isCalm, false, "one is lost");
  play(judge, { series: some(FIRST), from: 61, to: 62 });
  strictEqual(judge.isCalm, true);
  judge.linkDownMs = 62_000;
  strictEqual(judge.isCalm, false, "the cable is out");
  judge.linkDownMs = NaN;
  strictEqual(judge.isCalm, true);
});

Deno.test("InterfaceJudge is not calm after a disconnection until what was lost is known not to come", () => {
  const judge = judgeAfterMinute();
  play(judge, { series: FAR, from: 60, to: 65, isLost: () => true });
  deepStrictEqual(typesOf(judge, 65), [
    "micro_disconnection eth0 down line",
  ]);
  play(judge, { series: FAR, from: 65, to: 66 });
  strictEqual(judge.isCalm, false, "it is down until somebody looks");
  deepStrictEqual(typesOf(judge, 65.5), []);
  strictEqual(judge.isCalm, false, "it may all have come late");
});

Deno.test("InterfaceJudge.isAnswering() asks targets on the internet that are measured", () => {
  strictEqual(judgeAfterMinute(some(ROUTER)).isAnswering(60_000), false);
  const judge = judgeAfterMinute();
  strictEqual(judge.isAnswering(60_000), true);
  strictEqual(judge.isAnswering(74_000), true, "15 s after the newest");
  strictEqual(judge.isAnswering(74_001), false, "nobody asks any more");
  const lost = (series: Series) => series !== THIRD;
  play(judge, { series: FAR, from: 60, to: 61, isLost: lost });
  strictEqual(judge.isAnswering(60_500), true, "one is enough");
  play(judge, { series: FAR, from: 61, to: 62, isLost: () => true });
  strictEqual(judge.isAnswering(61_500), false);
});

Deno.test("InterfaceJudge looks at a series for three rounds, where they are slow", () => {
  const judge = new InterfaceJudge("eth0", { ...OPTIONS, intervalMs: 10_000 });
  play(judge, { series: FAR, from: 0, to: 1 });
  strictEqual(judge.isAnswering(30_000), true);
  strictEqual(judge.isAnswering(30_001), false);
});

Deno.test("InterfaceJudge.deafSinceMs() needs two targets and two rounds", () => {
  const deaf = (series: readonly Series[], seconds: number) => {
    const judge = judgeAfterMinute(series);
    const to = 60 + seconds;
    play(judge, { series, from: 60, to, isLost: () => true });
    return judge.deafSinceMs(to * 1000);
  };
  strictEqual(deaf(FAR, 0), NaN);
  strictEqual(deaf(FAR, 1), NaN, "one round");
  strictEqual(deaf(FAR, 2), 60_000);
  strictEqual(deaf(some(FIRST, SECOND), 2), 60_000);
  strictEqual(deaf(some(FIRST), 9), NaN, "one target");
});

Deno.test("InterfaceJudge tells one IP version that is down, and the other's trouble beside it", () => {
  const six = LINE6.filter(({ role }) => role === "public");
  const series = [...FAR, ...six];
  const judge = judgeAfterMinute(series);
  const isLost = ({ family }: Series) => family === 6;
  play(judge, { series, from: 60, to: 64, isLost });
  deepStrictEqual(typesOf(judge, 64), ["micro_disconnection eth0 down ipv6"]);
  play(judge, { series, from: 64, to: 68, isLost: () => true });
  deepStrictEqual(typesOf(judge, 68), ["micro_disconnection eth0 down line"]);
});

Deno.test("InterfaceJudge.prune() lets go of what was measured last before an instant", () => {
  const judge = judgeAfterMinute(some(FIRST, SECOND));
  play(judge, { series: some(SECOND), from: 60, to: 61 });
  deepStrictEqual(judge.prune(59_000), []);
  deepStrictEqual(judge.prune(59_001), some(FIRST));
  deepStrictEqual(judge.prune(60_000), []);
  deepStrictEqual(judge.prune(60_001), some(SECOND));
});

Deno.test("InterfaceJudge.prune() lets go of resolvers and connections, too", () => {
  const judge = new InterfaceJudge("eth0", OPTIONS);
  const [series] = FAR;
  if (series === undefined) throw new Error("a line has targets");
  const dns: Series = { ...series, probe: "dns", variant: "cached" };
  const tcp: Series = { ...series, probe: "tcp" };
  const [resolver, connection] = [judge.resolver(dns), judge.connection(tcp)];
  const code = STATUSES.indexOf("ok");
  resolver.add(5_000, { series: dns, code, rttNs: 1e6, detail: "" });
  connection.add(5_000, code);
  judge.prune(5_000);
  strictEqual(judge.resolver(dns), resolver);
  strictEqual(judge.connection(tcp), connection);
  judge.prune(5_001);
  strictEqual(judge.resolver(dns) === resolver, false);
  strictEqual(judge.connection(tcp) === connection, false);
});

Deno.test("InterfaceJudge.forgetPeaks() leaves what is raised", () => {
  const judge = judgeAfterMinute();
  const isLost = (series: Series, second: number) =>
    series === FIRST ? second < 64 : series === SECOND && second < 62;
  play(judge, { series: FAR, from: 60, to: 66, isLost });
  judge.forgetPeaks();
  const [first, second] = FAR.map((series) => judge.ping(series));
  deepStrictEqual([first?.isRaised, first?.lost], [true, 4]);
  deepStrictEqual([second?.isRaised, second?.lost], [false, 0]);
});

Deno.test("InterfaceJudge.load tells every series whether round trips are idle ones", () => {
  const judge = judgeAfterMinute();
  const loaded = () => FAR.map((series) => judge.ping(series).isLoaded);
  for (
    const [load, isLoaded] of [
      ["used", true],
      ["idle", false],
      ["full", true],
    ] as const
  ) {
    judge.load = load;
    deepStrictEqual(loaded(), [isLoaded, isLoaded, isLoaded], load);
  }
});

/** A resolver of which every look-up fails, after one that was answered. */
function failing(judge: InterfaceJudge): void {
  const [series] = FAR;
  if (series === undefined) throw new Error("a line has targets");
  const dns: Series = { ...series, probe: "dns", variant: "cached" };
  const resolver = judge.resolver(dns);
  for (
    const [at, status] of ["ok", "timeout", "timeout", "timeout"].entries()
  ) {
    const code = STATUSES.findIndex((known) => known === status);
    resolver.add(at * 1000, { series: dns, code, rttNs: 1e6, detail: "" });
  }
}

const DNS = "dns_failing eth0 dns 1.1.1.1";

Deno.test("InterfaceJudge is not calm after an interface came up until somebody looks, and then at once", () => {
  const judge = judgeAfterMinute();
  judge.linkDownMs = 57_000;
  deepStrictEqual(typesOf(judge, 60), ["micro_disconnection eth0 down line"]);
  judge.linkDownMs = NaN;
  strictEqual(judge.isCalm, false, "somebody has to hear of the end");
  deepStrictEqual(typesOf(judge, 60), []);
  strictEqual(judge.isCalm, true, "nothing was sent that could come late");
  // The next one is a line's: its answers may come late.
  const incidents = new Incidents(OPTIONS.reopenMs);
  const step = (nowS: number) => {
    const findings = judge.findings(incidents, nowS * 1000);
    incidents.update(findings, nowS * 1000);
    return findings.length;
  };
  play(judge, { series: FAR, from: 60, to: 65, isLost: () => true });
  strictEqual(step(65), 1);
  play(judge, { series: FAR, from: 65, to: 78 });
  strictEqual(step(65.5), 0);
  strictEqual(judge.isCalm, false);
  strictEqual(step(76.5), 0);
  strictEqual(judge.isCalm, false, "11 s are not over");
  strictEqual(step(76.501), 0);
  strictEqual(judge.isCalm, true, "no answer comes later than that");
});

Deno.test("InterfaceJudge tells of resolvers only where the line is well", () => {
  const six = LINE6.filter(({ role }) => role === "public");
  const series = [...FAR, ...six];
  const told = (isLost: (one: Series, second: number) => boolean) => {
    const judge = judgeAfterMinute(series);
    failing(judge);
    play(judge, { series, from: 60, to: 66, isLost });
    return typesOf(judge, 66);
  };
  deepStrictEqual(told(() => false), [DNS]);
  deepStrictEqual(
    told((one) => one === SECOND),
    ["loss_burst eth0 quality icmp 8.8.8.8  4", DNS],
    "a target's own trouble does not explain it",
  );
  deepStrictEqual(
    told(({ family }) => family === 6),
    ["micro_disconnection eth0 down ipv6"],
  );
  deepStrictEqual(
    told((one, second) => second < 64 && one !== FIRST),
    ["loss_burst eth0 quality line"],
  );
});

Deno.test("InterfaceJudge forgives a line that is up again all that it failed", () => {
  const judge = judgeAfterMinute();
  failing(judge);
  judge.connected.add(900_000, 4); // before the clock was set back
  judge.forgive(60_000);
  deepStrictEqual(typesOf(judge, 60), [], "nothing is remembered");
  play(judge, { series: FAR, from: 60, to: 65, isLost: () => true });
  deepStrictEqual(typesOf(judge, 65), ["micro_disconnection eth0 down line"]);
  failing(judge); // all before it was forgiven: not looked at
  play(judge, { series: FAR, from: 65, to: 66 });
  deepStrictEqual(typesOf(judge, 65.5), []);
});

Deno.test("InterfaceJudge forgives the resolvers, too, when the line is up again", () => {
  const judge = judgeAfterMinute();
  play(judge, { series: FAR, from: 60, to: 65, isLost: () => true });
  failing(judge);
  deepStrictEqual(typesOf(judge, 65), ["micro_disconnection eth0 down line"]);
  play(judge, { series: FAR, from: 65, to: 66 });
  deepStrictEqual(typesOf(judge, 65.5), []);
});

Deno.test("InterfaceJudge forgives one IP version that is up again, and not the other", () => {
  const six = LINE6.filter(({ role }) => role === "public");
  const series = [...FAR, ...six];
  const judge = judgeAfterMinute(series);
  const isLost = (one: Series) => one.family === 6 || one === FIRST;
  play(judge, { series, from: 60, to: 64, isLost });
  deepStrictEqual(typesOf(judge, 64), [
    "micro_disconnection eth0 down ipv6",
    "loss_burst eth0 quality icmp 1.1.1.1  4",
  ]);
  play(judge, { series, from: 64, to: 65 });
  deepStrictEqual(typesOf(judge, 64.5), [
    "loss_burst eth0 quality icmp 1.1.1.1  4",
  ]);
  const lost = series.map((one) => judge.ping(one).lost);
  deepStrictEqual(lost, [4, 0, 0, 0, 0]);
});

Deno.test("InterfaceJudge ends a disconnection with the first answer from the internet", () => {
  const judge = judgeAfterMinute(some(ROUTER, FIRST, SECOND));
  const series = some(FIRST, SECOND);
  play(judge, { series, from: 60, to: 65, isLost: () => true });
  const incidents = new Incidents(OPTIONS.reopenMs);
  incidents.update(judge.findings(incidents, 65_000), 65_000);
  const [first] = series;
  if (first === undefined) throw new Error("a line has targets");
  // The router was asked last at 59 s, the other target at 64 s, in vain.
  judge.ping(first).add(65_400, STATUSES.indexOf("ok"), 5e6, NaN);
  deepStrictEqual(judge.findings(incidents, 66_000), []);
  strictEqual(incidents.openIn("eth0 down line")?.untilMs, 65_400);
});
