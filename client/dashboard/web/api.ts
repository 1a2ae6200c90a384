/// <reference lib="dom" />
/** What the pages ask of the program. @module */

import { camelJson } from "./camel_json.ts";

/** A series as the API tells it. */
export interface SeriesJson {
  readonly probe: "icmp" | "dns" | "tcp" | "echo";
  readonly interface: string;
  readonly connectionType: string;
  readonly target: string;
  readonly role: string;
  readonly family: 4 | 6;
  readonly variant: string;
  readonly server: string;
}

/** An event as the API tells it. */
export interface EventJson {
  readonly atMs: number;
  readonly type: string;
  readonly severity: "info" | "warning" | "alert" | "critical";
  readonly interface: string;
  readonly target: string;
  readonly server: string;
  readonly description: string;
  readonly durationMs: number | null;
}

/** How it stands. */
export interface StatusJson {
  readonly version: string;
  readonly host: string;
  readonly timestampMs: number;
  readonly timeZone: string;
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  readonly monitor: unknown;
  readonly openEvents: readonly EventJson[];
  readonly servers: readonly string[];
  readonly interfaces: readonly string[];
  readonly test: TestStateJson | null;
}

/** The load test that was started last. */
export interface TestStateJson {
  readonly isRunning: boolean;
  readonly startedMs: number;
  readonly progress: ProgressJson | null;
  readonly end: { readonly error?: string; readonly result?: unknown } | null;
}

/** How a load test goes. */
export interface ProgressJson {
  readonly phase: string;
  readonly phaseIndex: number;
  readonly phaseCount: number;
  readonly elapsedMs: number;
  readonly totalMs: number;
  readonly upBps: number | null;
  readonly downBps: number | null;
  readonly idleNs: number | null;
  readonly rttNs: number | null;
}

/** What a request asks for in its query. */
export type Wishes = Readonly<Record<string, string | number | undefined>>;

/**
 * Asks for something.
 *
 * @param path Below `/api/v1`.
 * @param wishes The query; what is `undefined` is left out.
 * @returns The answer, of the shape that the program gives.
 * @throws {Error} With the program's sentence, when it refuses.
 */
export async function ask<Answer>(
  path: string,
  wishes: Wishes = {},
): Promise<Answer> {
  const query = new URLSearchParams(
    Object.entries(wishes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]]
    ),
  ).toString();
  return await answerOf(
    await fetch(`/api/v1${path}${query === "" ? "" : `?${query}`}`),
  );
}

/**
 * Changes something.
 *
 * @param method How.
 * @param path Below `/api/v1`.
 * @param body What, for `POST`.
 * @throws {Error} With the program's sentence, when it refuses.
 */
export async function change<Answer>(
  method: "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const token = await ask<{ readonly pageToken: string }>("/page_token");
  return await answerOf(
    await fetch(`/api/v1${path}`, {
      method,
      headers: {
        "x-page-token": token.pageToken,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.status === 401) location.assign("/sign_in");
  // The same program wrote it.
  const answer = camelJson(await response.text()) as
    & Answer
    & { readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}
