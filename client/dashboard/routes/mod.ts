/** All routes of the API, in the order in which they are described. @module */

import type { ApiRoute } from "../route.ts";
import { CHART_ROUTE } from "./chart.ts";
import { EVENTS_ROUTE } from "./events.ts";
import { COMPARISON_ROUTE, INTERFACES_ROUTE } from "./interfaces.ts";
import { SAMPLES_ROUTE, SERIES_ROUTE, STATISTICS_ROUTE } from "./series.ts";
import { PAGE_TOKEN_ROUTE, SETTINGS_ROUTE } from "./settings.ts";
import { STATUS_ROUTE } from "./status.ts";
import {
  RUNNING_TEST_ROUTE,
  START_TEST_ROUTE,
  STOP_TEST_ROUTE,
  TESTS_ROUTE,
} from "./tests.ts";

/** Every route below `/api/v1` but the live stream. */
export const API_ROUTES: readonly ApiRoute[] = [
  STATUS_ROUTE,
  SERIES_ROUTE,
  SAMPLES_ROUTE,
  STATISTICS_ROUTE,
  CHART_ROUTE,
  EVENTS_ROUTE,
  TESTS_ROUTE,
  START_TEST_ROUTE,
  RUNNING_TEST_ROUTE,
  STOP_TEST_ROUTE,
  INTERFACES_ROUTE,
  COMPARISON_ROUTE,
  SETTINGS_ROUTE,
  PAGE_TOKEN_ROUTE,
];
