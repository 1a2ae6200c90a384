/** `bufferbane doctor`: what works on this machine, and how to get what does not. @module */

import { type Libc, openLibc, Origin, Phase } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import { ConfigError, loadConfig, type Settings } from "../config/mod.ts";
import { askStatus } from "../monitor/control_client.ts";
import { monitorOf } from "../monitor/lock.ts";
import { ECHO_BYTES, encodeEchoRequest } from "../probes/icmp_packet.ts";
import { IcmpNotAllowedError, openIcmpSocket } from "../probes/icmp_socket.ts";
import { monitorPaths } from "./ask_monitor.ts";
import { wrap } from "./bloat/wrap.ts";
import { systemConfigIo } from "./config_io.ts";
import { printable } from "./console/format.ts";
import type { Command, Output } from "./dispatch.ts";
import { clockFindings } from "./doctor_clock.ts";
import { examineDatabase } from "./doctor_database.ts";
import { examineRoutes } from "./doctor_routing.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import type { Finding } from "./finding.ts";
import { localTimeZone, timeZoneFault } from "./local_time_zone.ts";
import { CONFIG_ARG, DB_ARG, JSON_ARG } from "./shared_args.ts";
import { textColumns } from "./terminal_size.ts";

const MARKS = { ok: "ok   ", note: "note ", fault: "FAULT" } as const;

/** Where what is said of a subject begins. */
const TEXT_COLUMN = 24;
/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

/** How long a ping to this machine itself may take. */
const LOOPBACK_NS = 500_000_000n;

/** The doctor, for citty. */
export function doctorCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "doctor",
      description: "Say what works on this machine, and how to get the rest",
    },
    args: {
      ...CONFIG_ARG,
      ...DB_ARG,
      ...JSON_ARG,
    },
    run: ({ args }) => examine(args, output),
  });
}

async function examine(
  args: {
    readonly config?: string | undefined;
    readonly db?: string | undefined;
    readonly json: boolean;
  },
  output: Output,
): Promise<ExitCode> {
  const findings: Finding[] = [];
  const { path: configPath, databasePath, settings } = examineConfig(
    args,
    findings,
  );
  using libc = openLibc();
  await examinePings(libc, findings);
  await examineRoutes(libc, settings, findings);
  examinePriority(libc, findings);
  examineDatabase(databasePath, findings);
  await examineMonitor(databasePath, findings);
  findings.push(...clockFindings(Date.now()));
  examineTimeZone(findings);
  if (args.json) {
    const result = { config: configPath, database: databasePath, findings };
    output.out(`${JSON.stringify(result, undefined, 2)}\n`);
  } else {
    for (const { state, subject, text } of findings) {
      output.out(`${findingText({ state, subject, text })}\n`);
    }
  }
  return findings.some(({ state }) => state === "fault")
    ? EXIT.failed
    : EXIT.done;
}

/** As wide as the terminal; lines to be typed, behind a line end, are whole. */
function findingText({ state, subject, text }: Finding): string {
  const indent = " ".repeat(TEXT_COLUMN);
  const [said = "", ...typed] = text.split("\n").map(printable);
  const width = Math.min(MOST_COLUMNS, textColumns());
  const lines = [
    ...wrap(said, { width, indent }),
    ...typed.map((line) => indent + line),
  ].join("\n");
  return `${MARKS[state]}  ${subject.padEnd(16)} ${lines.trimStart()}`;
}

function examineConfig(
  args: {
    readonly config?: string | undefined;
    readonly db?: string | undefined;
  },
  findings: Finding[],
): {
  readonly path: string | null;
  readonly databasePath: string;
  /** `undefined` if they are wrong. */
  readonly settings: Settings | undefined;
} {
  const subject = "configuration";
  try {
    const { path, settings, warnings } = loadConfig(
      systemConfigIo(),
      args.config,
    );
    findings.push({
      state: warnings.length === 0 ? "ok" : "note",
      subject,
      text: [
        path ??
          "no file, so the defaults apply (`bufferbane config init` writes one)",
        ...warnings,
      ].join("\n"),
    });
    const databasePath = args.db ?? settings.general.databasePath;
    return { path: path ?? null, databasePath, settings };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const text = error.problems.map(({ message }) => message).join("\n");
    findings.push({ state: "fault", subject, text });
    const databasePath = args.db ?? "";
    return { path: error.path, databasePath, settings: undefined };
  }
}

async function examinePings(libc: Libc, findings: Finding[]): Promise<void> {
  try {
    using icmp = openIcmpSocket(libc, {
      family: 4,
      device: "",
      probesInFlight: 1,
    });
    findings.push({
      state: "ok",
      subject: "pings",
      text: icmp.isRaw
        ? "by raw sockets"
        : "by ping sockets, without privilege",
    });
    findings.push(await timestampFinding(libc));
  } catch (error) {
    if (!(error instanceof IcmpNotAllowedError)) throw error;
    findings.push({ state: "fault", subject: "pings", text: error.message });
  }
}

/** Pings this machine itself and looks at what the kernel stamps. */
async function timestampFinding(libc: Libc): Promise<Finding> {
  const subject = "timestamps";
  using icmp = openIcmpSocket(libc, {
    family: 4,
    device: "",
    probesInFlight: 1,
  });
  using poller = libc.openPoller();
  const batch = libc.createBatch(4, 192);
  const seen = new Set<string>();
  const { fd } = icmp.socket;
  poller.add(fd, "read", () => {
    for (const queue of ["errors", "data"] as const) {
      for (let count; (count = icmp.socket.receive(batch, queue)) > 0;) {
        for (let slot = 0; slot < count; slot++) {
          if ((batch.stampNs[slot] ?? 0n) === 0n) continue;
          if (batch.origin[slot] !== Origin.transmit) seen.add("receive");
          else seen.add(batch.phase[slot] === Phase.sent ? "sent" : "queued");
        }
      }
    }
  });
  const target = libc.encodeAddress("127.0.0.1", 0);
  const payload = batch.payload[0];
  if (target === undefined || payload === undefined) {
    throw new TypeError("Cannot address this machine");
  }
  batch.address[0]?.fill(0).set(target);
  batch.length[0] = ECHO_BYTES;
  encodeEchoRequest(payload, 4, { identifier: 1, tag: 1, number: 1 });
  icmp.socket.send(batch, 1);
  const untilNs = libc.clock("monotonic") + LOOPBACK_NS;
  while (seen.size < 3 && libc.clock("monotonic") < untilNs) {
    await poller.wait(untilNs);
  }
  poller.remove(fd);
  const missing = ["queued", "sent", "receive"].filter((kind) =>
    !seen.has(kind)
  );
  return missing.length === 0
    ? {
      state: "ok",
      subject,
      text: "the kernel stamps packets when queued, sent and received",
    }
    : {
      state: "note",
      subject,
      text: `the kernel gives no ${
        missing.join(", ")
      } stamps, so times are taken by this program: less exact by tens of microseconds, and more on a busy machine`,
    };
}

/** The doctor is short-lived: it may try on itself. */
function examinePriority(libc: Libc, findings: Finding[]): void {
  const priority = libc.prioritise([Deno.pid]);
  findings.push({
    state: priority === "ordinary" ? "note" : "ok",
    subject: "priority",
    text: priority === "ordinary"
      ? `may not run before other programs, so rounds can be late on a busy machine (the times measured stay right). To allow it:\nsudo setcap cap_sys_nice+ep ${Deno.execPath()}`
      : `may run before other programs (${priority})`,
  });
}

function examineTimeZone(findings: Finding[]): void {
  const timeZone = localTimeZone(Date.now());
  const fault = timeZoneFault(Deno.env.get("TZ"), timeZone);
  findings.push({
    state: fault === null ? "ok" : "note",
    subject: "local time",
    text: fault ?? timeZone,
  });
}

async function examineMonitor(
  databasePath: string,
  findings: Finding[],
): Promise<void> {
  const paths = await monitorPaths(databasePath);
  const subject = "monitor";
  const status = await askStatus(paths).catch((error: unknown) => {
    if (error instanceof Deno.errors.TimedOut) return error;
    throw error;
  });
  if (status instanceof Error) {
    findings.push({ state: "fault", subject, text: status.message });
    return;
  }
  const pid = typeof status === "object" && status !== null && "pid" in status
    ? String(status.pid)
    : "";
  if (pid !== "") {
    findings.push({ state: "ok", subject, text: `running, process ${pid}` });
    return;
  }
  findings.push({ subject, ...unasked(monitorOf(databasePath)) });
}

/** What is known of a monitor that cannot be asked, by its lock. */
function unasked(owner: number | null | undefined): Omit<Finding, "subject"> {
  if (owner === null) return { state: "ok", text: "not running" };
  return {
    state: "note",
    text: owner === undefined
      ? "cannot be looked for, as the database belongs to another user"
      : `running${
        owner > 0 ? `, process ${owner}` : ""
      }, but it cannot be asked: it is another user's`,
  };
}
