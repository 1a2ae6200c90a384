import type { Series, StoredSample } from "../model/mod.ts";

/** The series of the documents' example. */
export const WIFI: Series = {
  probe: "icmp",
  interface: "wlan0",
  connectionType: "wifi",
  target: "8.8.8.8",
  role: "public",
  family: 4,
  variant: "",
  server: "",
};

/**
 * An answered sample of {@linkcode WIFI}.
 *
 * @param changes What is different about it.
 */
export function sampleOf(changes: Partial<StoredSample> = {}): StoredSample {
  return {
    series: WIFI,
    atMs: 1_697_654_321_250,
    status: 0,
    rttUs: 28_500,
    ipdvUs: 8_200,
    detail: "",
    ...changes,
  };
}
