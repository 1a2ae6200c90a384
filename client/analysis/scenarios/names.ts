import type { Scenario } from "./finding.ts";

/** What each scenario is called. */
export const SCENARIO_NAMES: Readonly<Record<Scenario, string>> = {
  "micro_disconnections": "Micro-disconnections",
  "packet_loss_bursts": "Packet loss bursts",
  "bufferbloat": "Bufferbloat",
  "peak_hour_degradation": "Peak hour degradation",
  "isp_routing_trouble": "ISP routing trouble",
  "asymmetric_trouble": "Trouble in one direction only",
  "intermittent_upload_degradation": "Intermittent upload degradation",
};
