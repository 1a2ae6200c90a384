import type { ApiRoute } from "../route.ts";

/** The settings. */
export const SETTINGS_ROUTE: ApiRoute = {
  method: "get",
  path: "/settings",
  summary: "The settings that apply; secrets only as whether they are set",
  parameters: [],
  returns: {
    settings: "Each with key, text (as the file would have it), doc and " +
      "is_default",
  },
  answer: (_, { settings }) => ({ settings }),
};

/** What changes have to bring. */
export const PAGE_TOKEN_ROUTE: ApiRoute = {
  method: "get",
  path: "/page_token",
  summary: "What every request that changes something must bring in its " +
    "header X-Page-Token; new at each start",
  parameters: [],
  returns: { page_token: "64 hexadecimal digits" },
  answer: (_, { pageToken }) => ({ pageToken }),
};
