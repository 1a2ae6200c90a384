/**
 * Every section and key of `client.conf`. This table is the one source of what
 * is accepted, of the defaults, of the {@linkcode Settings} type, of
 * `client.conf.template` and of `docs/configuration.md`.
 *
 * @module
 */

import { ALERTS, MONITORING, THRESHOLDS } from "./sections/alerts.ts";
import {
  BUDGET,
  BUFFERBLOAT,
  FAILOVER,
  LINE_CONTRACT,
  PATH_TEST,
  SERVER,
  SERVER_ENTRIES,
  THROUGHPUT,
} from "./sections/server.ts";
import {
  DNS,
  GENERAL,
  INTERFACE_ENTRIES,
  TARGETS,
  TCP,
} from "./sections/monitor.ts";
import { EXPORT, LOGGING, OUTPUT, RETENTION } from "./sections/output.ts";
import { DASHBOARD, METRICS } from "./sections/serving.ts";
import { TRAFFIC } from "./sections/traffic.ts";
import type { AnySection, Keys, Section, Setting } from "./setting.ts";

/** The sections, those first that a beginner needs first. */
export const SECTIONS = {
  "general": GENERAL,
  "interfaces": INTERFACE_ENTRIES,
  "targets": TARGETS,
  "tests.dns": DNS,
  "tests.tcp": TCP,
  "output": OUTPUT,
  "export": EXPORT,
  "logging": LOGGING,
  "retention": RETENTION,
  "line": LINE_CONTRACT,
  "server": SERVER,
  "servers": SERVER_ENTRIES,
  "tests.throughput": THROUGHPUT,
  "tests.bufferbloat": BUFFERBLOAT,
  "tests.path": PATH_TEST,
  "budget": BUDGET,
  "traffic": TRAFFIC,
  "thresholds": THRESHOLDS,
  "alerts": ALERTS,
  "failover": FAILOVER,
  "monitoring": MONITORING,
  "metrics": METRICS,
  "dashboard": DASHBOARD,
} as const satisfies Readonly<Record<string, AnySection>>;

/** The sections, as a type. */
export type Sections = typeof SECTIONS;

/** The values of a section's keys. */
export type Values<K extends Keys> = {
  readonly [N in keyof K]: K[N] extends Setting<infer T> ? T : never;
};

/** The value of a section: one object, or a list of them if it repeats. */
export type SectionValues<S> = S extends Section<infer K, infer Repeats>
  ? Repeats extends true ? readonly Values<K>[] : Values<K>
  : never;

/**
 * The settings, complete and valid: `settings.general.testIntervalMs`,
 * `settings.tests.dns.enabled`, `settings.interfaces[0].name`.
 */
export type Settings =
  & {
    readonly [
      N in keyof Sections as N extends `tests.${string}` ? never : N
    ]: SectionValues<Sections[N]>;
  }
  & {
    readonly tests: {
      readonly [
        N in keyof Sections as N extends `tests.${infer Test}` ? Test : never
      ]: SectionValues<Sections[N]>;
    };
  };
