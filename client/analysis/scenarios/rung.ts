/** The way from this machine to the far end, nearest first. */
export const RUNGS = [
  "machine",
  "wifi",
  "gateway",
  "access",
  "isp_core",
  "peering",
  "far_end",
] as const;

/** One of {@linkcode RUNGS}. */
export type RungName = typeof RUNGS[number];

/** What each rung is called in a sentence. */
export const RUNG_WORDS: Readonly<Record<RungName, string>> = {
  machine: "this machine or its cable",
  wifi: "the Wi-Fi",
  gateway: "the own router or the way to it",
  access: "the line to the provider (or the modem)",
  "isp_core": "the provider's network",
  peering: "the way beyond the provider's network",
  "far_end": "the far end itself",
};
