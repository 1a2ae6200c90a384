/** What a route of the API is. @module */

import type { DashboardContext } from "./context.ts";
import type { Parameter, Query } from "./parameters.ts";
import type { TestDesk } from "./test_desk.ts";

/** What routes answer from. */
export interface ApiContext extends DashboardContext {
  /** The load tests that people start. */
  readonly desk: TestDesk;
  /** What our page sends along to change something. */
  readonly pageToken: string;
}

/** What a route is asked. */
export interface Asked {
  /** The parameters of the query; checked to be known ones. */
  readonly query: Query;
  /** The body, JSON; `undefined` for requests without one. */
  readonly body: unknown;
}

/** One route: how it is described, and what it answers. */
export interface ApiRoute {
  /** The HTTP method. */
  readonly method: "get" | "post" | "delete";
  /** Below `/api/v1`. */
  readonly path: string;
  /** What it is for, a sentence. */
  readonly summary: string;
  /** What may stand in its query. */
  readonly parameters: readonly Parameter[];
  /** The body's JSON schema, where there is one. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** What is in the answer, by name. */
  readonly returns: Readonly<Record<string, string>>;
  /** Whether names stay as they are, as Chart.js wants; else snake case. */
  readonly isVerbatim?: boolean;
  /**
   * Answers.
   *
   * @throws {RequestFault} When the request is at fault.
   */
  readonly answer: (
    asked: Asked,
    context: ApiContext,
  ) => unknown | Promise<unknown>;
}
