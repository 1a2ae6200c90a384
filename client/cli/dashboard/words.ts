import type { HttpWords } from "@bufferbane/ffi";

/** For a page that cannot be served; it has a `--port` of its own. */
export const DASHBOARD_WORDS: HttpWords = {
  what: "the dashboard",
  portRemedy: "choose another one by --port",
};
