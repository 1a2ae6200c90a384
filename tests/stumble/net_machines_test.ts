import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { type Household, openHousehold } from "../cli/household.ts";
import {
  bufferbane,
  endBy,
  type Ended,
  finish,
  finishCommand,
  start,
  together,
  until,
} from "../cli/program.ts";
import { count, isThere } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import { spawn } from "../lab/spawned.ts";
import { testInNamespaces } from "../support/skip.ts";

const REFUSE = join(import.meta.dirname ?? ".", "net_refuse_calls.py");
/** Debian's own, which has python3-seccomp. */
const PYTHON = "/usr/bin/python3";
/** Words of `ip netns exec NAME`, after which one is in the namespace. */
const IN_NAMESPACE = 4;

testInNamespaces(
  "the monitor makes do with the machine that it finds",
  async () => {
    await together({
      "a container without privileges is told what it lacks, and can be asked":
        container,
      "a server without a terminal, a home or a locale writes plain lines":
        headless,
      "a database has one monitor, by whatever path, and outlives its death":
        oneDatabase,
    });
  },
  { tools: ["dnsmasq", "python3"] },
);

/** As nobody, with no capability, as Docker runs it, and /sys read-only. */
function contained(
  { here }: Household,
  args: readonly string[],
): readonly string[] {
  const env = { XDG_RUNTIME_DIR: "", HOME: `${here.folder}/home` };
  const command = bufferbane({ ...here, env, isNobody: true }, args);
  // Within the namespace: /sys, then as nobody, then the calls, the program.
  const program = command.lastIndexOf("env");
  return [
    ...command.slice(0, IN_NAMESPACE),
    ...["sh", "-ec", 'mount -o remount,ro,bind /sys; exec "$@"', "sh"],
    ...command.slice(IN_NAMESPACE, program),
    ...[PYTHON, REFUSE],
    ...command.slice(program),
  ];
}

async function container(): Promise<void> {
  await using home = await openHousehold();
  const { lab, here } = home;
  await Deno.mkdir(`${here.folder}/home`);
  await Deno.chown(`${here.folder}/home`, 65534, 65534);
  const ask = (...args: readonly string[]): Promise<Ended> =>
    finishCommand(contained(home, args));
  const allow = (range: string) =>
    run([
      ...["ip", "netns", "exec", lab.client],
      ...["sysctl", "-qw", `net.ipv4.ping_group_range=${range}`],
    ]);
  await allow("1 0");
  const db = `${here.folder}/home/b.db`;
  {
    await using monitor = await spawn(contained(home, ["--db", db]));
    await until(() => isThere(db), () => monitor.stderr().join("\n"));
    match(
      monitor.stdout().join("\n"),
      /Cannot send pings as this user may open neither ping sockets nor raw sockets \(EPERM\)[^]*docker run --sysctl net\.ipv4\.ping_group_range/,
    );
    ok(!monitor.stdout().some((line) => /other commands/i.test(line)));
    const doctor = await ask("doctor", "--db", db);
    strictEqual(doctor.code, 1);
    match(doctor.stdout, /^FAULT +pings +Cannot send pings/m);
    match(doctor.stdout, /^ok +monitor +running, process \d+$/m);
    const paused = await ask("pause", "1h", "--db", db);
    match(paused.stdout, /^No load tests until /);
    await monitor.stop("SIGINT");
  }
  deepStrictEqual(await ask("diagnose", "--last", "1h", "--db", db), {
    code: 3,
    stdout: "",
    stderr:
      "Cannot diagnose the line as no pings have been measured, only DNS and TCP (`bufferbane doctor` says how to allow pings)\n",
  });
  await allow("0 2147483647");
  const open = await ask("--db", db, "--duration", "4s");
  deepStrictEqual({ code: open.code, stderr: open.stderr }, {
    code: 0,
    stderr: "",
  });
  const pings = `SELECT count(*) FROM measurements
    WHERE test_type = 'icmp' AND target = '1.1.1.1' AND status = 'ok'`;
  ok(count(db, pings) > 0);
}

async function headless(): Promise<void> {
  await using home = await openHousehold();
  const { here } = home;
  const env = { LANG: "C", LC_ALL: "", TERM: "", XDG_RUNTIME_DIR: "" };
  // Without a home root's data are in /var/lib, which is its own here.
  const script = `mount --bind "$1" /var/lib; shift; exec env -u HOME "$@"`;
  const cron = (args: readonly string[]) => {
    const command = bufferbane({ ...here, env }, args)
      .filter((word) => !word.startsWith("HOME="));
    return [
      ...command.slice(0, IN_NAMESPACE),
      ...["sh", "-ec", script, "sh", here.folder],
      ...command.slice(IN_NAMESPACE),
    ];
  };
  const measured = await finishCommand(cron(["--duration", "4s"]));
  deepStrictEqual(
    { code: measured.code, stderr: measured.stderr },
    { code: 0, stderr: "" },
  );
  ok(isThere(`${here.folder}/bufferbane/bufferbane.db`));
  const looks = [
    ["doctor"],
    ["stats", "--last", "1h"],
    ["diagnose", "--last", "1h"],
    ["report", "--last", "1h"],
    ["interfaces"],
  ];
  await Promise.all(looks.map(async (args) => {
    const { code, stdout, stderr } = await finishCommand(cron(args));
    deepStrictEqual({ args, code, stderr }, { args, code: 0, stderr: "" });
    ok(/^[\n\x20-\x7e]+$/.test(stdout), `${args}: ${stdout}`);
  }));
}

async function oneDatabase(): Promise<void> {
  await using home = await openHousehold();
  const { here, db } = home;
  const { folder } = here;
  const link = `${folder}/link.db`;
  await Deno.symlink(db, link);
  await Deno.symlink(folder, `${folder}/here`);
  {
    await using monitor = await start(here, ["--db", db]);
    await until(() => isThere(db), () => monitor.stderr().join("\n"));
    for (const path of [db, link, `${folder}/here/b.db`]) {
      const { code, stderr } = await finish(here, ["--db", path]);
      deepStrictEqual({ code, stderr }, {
        code: 1,
        stderr:
          `Cannot write to ${path} as process ${monitor.pid} is already monitoring into it (stop it, or give another file by --db)\n`,
      });
      const { stdout } = await finish(here, ["doctor", "--db", path]);
      match(
        stdout,
        new RegExp(`^ok +monitor +running, process ${monitor.pid}$`, "m"),
      );
    }
    await endBy(monitor, "SIGKILL");
  }
  // The number in the lock is another process's by now: this one's.
  await Deno.writeTextFile(`${db}.lock`, `${Deno.pid}\n`);
  const { stdout } = await finish(here, ["doctor", "--db", link]);
  match(stdout, /^ok +monitor +not running$/m);
  const again = await finish(here, ["--db", link, "--duration", "2s"]);
  strictEqual(again.code, 0, again.stderr);
}
