import { choice, whole } from "../shape.ts";
import { section, setting } from "../setting.ts";
import { DAYS, PATH, TIME_OF_DAY } from "./shapes.ts";

export const OUTPUT = section("What the monitor shows while it runs.", {
  console: setting(choice("auto", "live", "lines", "none"), {
    default: "auto",
    doc: "live: a table that redraws itself. lines: one line for each event. " +
      "auto: live on a terminal, else lines. none: nothing at all.",
    reason: "a log file is no place for a table that redraws itself",
  }),
  color: setting(choice("auto", "always", "never"), {
    default: "auto",
    doc: "auto: on a terminal, unless `NO_COLOR` is set.",
    reason: "other programs do the same (no-color.org)",
  }),
  refreshIntervalMs: setting(whole({ min: 200, max: 60_000, unit: "ms" }), {
    default: 1_000,
    doc: "Time between two drawings of the live table.",
    reason: "nothing new comes faster than the probes",
  }),
  windowS: setting(whole({ min: 10, max: 3_600, unit: "s" }), {
    default: 60,
    doc: "The stretch of time that the figures on the console cover.",
    reason: "a minute smooths a blip and still shows what is going on now",
  }),
});

export const EXPORT = section("Charts.", {
  chartWidthPx: setting(whole({ min: 320, max: 7_680, unit: "pixels" }), {
    default: 1_920,
    doc: "Width of a chart.",
    reason: "it fills an ordinary screen",
  }),
  chartHeightPx: setting(whole({ min: 240, max: 4_320, unit: "pixels" }), {
    default: 1_080,
    doc: "Height of a chart.",
    reason: "it fills an ordinary screen",
  }),
  chartSegments: setting(whole({ min: 10, max: 2_000, unit: "" }), {
    default: 100,
    doc: "Into how many stretches of time a chart divides its period.",
    reason: "20 pixels each are wide enough to read",
  }),
});

export const LOGGING = section(
  "What the program says of itself and of the line; not the measurements.",
  {
    level: setting(choice("error", "warn", "info"), {
      default: "info",
      doc: "The mildest messages to tell, on the console, in the journal and " +
        "in the file. warn: trouble, its end, and what the program cannot do. " +
        "error: severe trouble only.",
      reason: "a start, a stop and a change are worth a line, a probe is not",
    }),
    path: setting(PATH, {
      default: "",
      doc: "A file, its owner's alone, that gets every message, too. It may " +
        "be moved away at any time (`logrotate`): the next message makes a " +
        "new one. Empty: none.",
      reason: "systemd keeps and rotates what the console says",
    }),
  },
);

export const RETENTION = section(
  "How many days to keep results; 0 is for ever. Events are always kept.",
  {
    rawDays: setting(DAYS, {
      default: 30,
      doc: "Every single probe, and every second of an interface.",
      reason:
        "a month takes 500 MB at most, and complaints are about this month",
    }),
    minuteDays: setting(DAYS, {
      default: 90,
      doc: "Figures for each minute.",
      reason: "a quarter shows whether a repair has helped",
    }),
    hourDays: setting(DAYS, {
      default: 365,
      doc: "Figures for each hour, and load tests.",
      reason: "a year compares a season with the same season",
    }),
    cleanupTime: setting(TIME_OF_DAY, {
      default: "04:10",
      doc: "When older results are deleted each day, local time. If nothing " +
        "ran then, it is made up for at the next start.",
      reason: "nobody watches then, and the hour that clocks leap over is past",
    }),
  },
);
