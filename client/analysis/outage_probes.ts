/** As many losses in a row are a `loss_burst` of the default alerts. */
export const OUTAGE_PROBES = 3;
