import { strictEqual } from "node:assert/strict";
import { timeZoneFault } from "./local_time_zone.ts";

const MODULE = new URL("./local_time_zone.ts", import.meta.url).href;

/** `UTC` where a name is wanted that the runtime does not have. */
const ROWS: readonly {
  readonly tz: string;
  readonly zone: string;
  readonly isFault: boolean;
  readonly why: string;
}[] = [
  {
    tz: "Europe/Berlin",
    zone: "Europe/Berlin",
    isFault: false,
    why: "the usual",
  },
  {
    tz: ":America/St_Johns",
    zone: "America/St_Johns",
    isFault: false,
    why: "as POSIX has it",
  },
  { tz: "UTC", zone: "UTC", isFault: false, why: "meant so" },
  { tz: "", zone: "UTC", isFault: false, why: "POSIX: UTC" },
  { tz: "Nonsense/Zone", zone: "UTC", isFault: true, why: "no such name" },
  {
    tz: "CET-1CEST,M3.5.0,M10.5.0/3",
    zone: "UTC",
    isFault: true,
    why: "as routers have it, which the runtime does not read",
  },
  {
    tz: "GMT+3",
    zone: "-03:00",
    isFault: false,
    why: "west of Greenwich, whatever the runtime calls it",
  },
];

Deno.test("localTimeZone() names a zone that has this process's times", async () => {
  const script = `import { localTimeZone } from ${JSON.stringify(MODULE)};
    const now = Date.UTC(2026, 10, 20);
    const timeZone = localTimeZone(now);
    const shown = new Date(now).toLocaleString("sv", { timeZone });
    console.log(timeZone, shown === new Date(now).toLocaleString("sv"));`;
  await Promise.all(ROWS.map(async ({ tz, zone, why }) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      env: { TZ: tz },
    }).output();
    strictEqual(new TextDecoder().decode(stdout).trim(), `${zone} true`, why);
  }));
});

Deno.test("timeZoneFault() tells of a TZ that was not understood", () => {
  for (const { tz, zone, isFault, why } of ROWS) {
    strictEqual(
      timeZoneFault(tz, zone),
      isFault
        ? `times are shown in UTC, as TZ=${tz} is not a name such as Europe/Berlin`
        : null,
      why,
    );
  }
  strictEqual(timeZoneFault(undefined, "UTC"), null, "this machine's is UTC");
});
