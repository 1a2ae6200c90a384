/** A dashboard that tests ask. @module */

import { type Dashboard, openDashboard } from "./app.ts";
import type { DashboardContext } from "./context.ts";
import { memoryContext } from "./testing.ts";

/** What it takes for itself, as browsers say it. */
export const HOME = "http://localhost:9878";

/** How it is asked. */
export interface Asking {
  /** GET if left out. */
  readonly method?: string;
  /** Beside that of its name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent. */
  readonly body?: string;
}

/** A dashboard of the household in memory, changed. */
export function opened(
  changes: Partial<DashboardContext> = {},
  access: { readonly token?: string; readonly hosts?: readonly string[] } = {},
): Dashboard {
  let made = 0;
  return openDashboard(memoryContext(changes), {
    hosts: [],
    token: "",
    randomToken: () => `random-${made++}`,
    ...access,
  });
}

/** Asks it. */
export async function ask(
  { answer }: Dashboard,
  path: string,
  { method = "GET", headers = {}, body }: Asking = {},
): Promise<Response> {
  return await answer(
    new Request(`${HOME}${path}`, {
      method,
      headers: { host: "localhost:9878", ...headers },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

/** What a fault says. */
export async function faultOf(response: Response): Promise<string> {
  return (await response.json()).error;
}
