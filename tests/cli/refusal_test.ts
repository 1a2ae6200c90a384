import { match, ok, strictEqual } from "node:assert/strict";
import { run } from "../lab/command.ts";
import { testInNamespaces } from "../support/skip.ts";
import { openHousehold } from "./household.ts";
import {
  endBy,
  finish,
  lineOf,
  openBareNamespace,
  start,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { count, isThere } from "./recorded.ts";

testInNamespaces(
  "monitor says what it cannot measure, and measures the rest",
  async () => {
    await together({
      "an interface that comes later": laterInterface,
      "a name without an address": unknownName,
      "pings that are not allowed": noPrivilege,
    });
  },
  { tools: ["dnsmasq", "setpriv"] },
);

async function laterInterface(): Promise<void> {
  await using client = await openBareNamespace();
  await using router = await openBareNamespace();
  await using folder = await temporaryFolder();
  const db = `${folder.path}/b.db`;
  const here = { namespace: client.namespace, folder: folder.path };
  await using monitor = await start(here, [
    ...["--db", db, "--interfaces", "wlan9"],
  ]);
  const line = await lineOf(monitor, /wlan9/);
  match(
    line,
    /Cannot bind to wlan9 as there is no such interface \(have: lo\); waiting for it$/,
  );
  for (
    const line of [
      `link add wlan9 netns ${client.namespace} type veth peer name r netns ${router.namespace}`,
      `-n ${router.namespace} address add 192.0.2.1/24 dev r`,
      `-n ${router.namespace} address add 1.1.1.1/32 dev r`,
      `-n ${router.namespace} link set r up`,
      `-n ${client.namespace} address add 192.0.2.2/24 dev wlan9`,
      `-n ${client.namespace} link set wlan9 up`,
      `-n ${client.namespace} route add default via 192.0.2.1`,
    ]
  ) {
    await run(["ip", ...line.split(" ")]);
  }
  const answers = `SELECT count(*) FROM measurements
    WHERE interface = 'wlan9' AND connection_type = 'wifi'
    AND target = '1.1.1.1' AND status = 'ok'`;
  await until(
    () => isThere(db) && count(db, answers) >= 2,
    () => "answers over wlan9",
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
}

async function unknownName(): Promise<void> {
  await using home = await openHousehold();
  const { here, db } = home;
  const conf = `${here.folder}/custom.conf`;
  await Deno.writeTextFile(
    conf,
    '[targets]\ncustom = ["nowhere.example.com", "cached.test", "100.64.3.2"]\n',
  );
  await using monitor = await start(here, ["--db", db, "--config", conf]);
  await lineOf(
    monitor,
    /Cannot measure nowhere\.example\.com as its address is unknown \(getaddrinfo ENOTFOUND nowhere\.example\.com\); asking again$/,
  );
  for (const target of ["cached.test", "100.64.3.2", "1.1.1.1"]) {
    const rows = `SELECT count(*) FROM measurements
      WHERE test_type = 'icmp' AND target = '${target}'`;
    await until(
      () => isThere(db) && count(db, rows) > 0,
      () => `rows of ${target}`,
    );
  }
  strictEqual(await endBy(monitor, "SIGINT"), 0);
}

async function noPrivilege(): Promise<void> {
  await using home = await openHousehold();
  const { lab, here } = home;
  const folder = `${here.folder}/nobody`;
  await Deno.mkdir(folder);
  await Deno.chmod(folder, 0o777);
  const db = `${folder}/b.db`;
  await lab.exec(lab.client, [
    ...["sysctl", "-qw", "net.ipv4.ping_group_range=1 0"],
  ]);
  await using monitor = await start(
    { ...here, folder, isNobody: true },
    ["--db", db],
  );
  const first = await lineOf(monitor, /Cannot send pings/);
  match(
    first,
    /Cannot send pings as this user may open neither ping sockets nor raw sockets \(EPERM\)\. Allow one of:$/,
  );
  await lineOf(
    monitor,
    /sudo sysctl -w net\.ipv4\.ping_group_range="0 2147483647" /,
  );
  await lineOf(monitor, /sudo setcap cap_net_raw\+ep \/.*(?:deno|bufferbane) /);
  for (const probe of ["dns", "tcp"]) {
    const rows = `SELECT count(*) FROM measurements
      WHERE test_type = '${probe}' AND status IN ('ok', 'rcode')`;
    await until(
      () => isThere(db) && count(db, rows) > 0,
      () => `answers by ${probe}`,
    );
  }
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  strictEqual(
    count(db, "SELECT count(*) FROM measurements WHERE test_type = 'icmp'"),
    0,
  );
  ok(count(db, "SELECT count(*) FROM ticks") > 0);
}

testInNamespaces(
  "commands that ask the monitor say that it is another user's",
  async () => {
    await using client = await openBareNamespace();
    await using folder = await temporaryFolder();
    // As a service's state and runtime folders are.
    const closed = `${folder.path}/closed`;
    await Deno.mkdir(closed, { mode: 0o700 });
    const nobody = {
      namespace: client.namespace,
      folder: folder.path,
      env: { XDG_RUNTIME_DIR: closed },
      isNobody: true,
    };
    const ask = (...args: readonly string[]) => finish(nobody, args);
    const [foreign, own] = [`${closed}/b.db`, `${folder.path}/b.db`];
    for (const command of ["pause", "resume"]) {
      const { code, stderr } = await ask(command, "--db", foreign);
      strictEqual(code, 1);
      strictEqual(
        stderr,
        `Cannot ask the monitor of ${foreign}: it, or the database, is another user's\n`,
      );
    }
    strictEqual(
      (await ask("pause", "--db", own)).stderr,
      `No monitor runs on ${own}\n`,
    );
    const url = "http://127.0.0.1:8099/";
    const bloat = await ask("bloat", "--url", url, "--db", foreign);
    match(bloat.stderr, /^Cannot reach http:\/\/127\.0\.0\.1:8099\//m);
    const doctor = await ask("doctor", "--db", foreign);
    match(doctor.stdout, /^FAULT {2}database +Cannot read\s/m);
    match(doctor.stdout, /^note {3}monitor +cannot be looked for/m);
    strictEqual(doctor.stderr, "");
  },
  { tools: ["setpriv"] },
);
