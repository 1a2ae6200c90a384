/** Every parser of what others have written, but the protocol's. @module */

import { fuzzFlowKey, fuzzNetlink, fuzzTcpInfo } from "./kernel_fuzz.ts";
import { fuzzDns, fuzzIcmp } from "./network_fuzz.ts";
import { fuzzControlRequest, fuzzHttp } from "./request_fuzz.ts";
import type { FuzzStep } from "./step.ts";
import {
  fuzzClientConfig,
  fuzzKernelText,
  fuzzProfile,
  fuzzServerConfig,
} from "./text_fuzz.ts";

/** The steps by name, each with how many of them a short run does. */
export const INPUTS: Readonly<
  Record<string, { readonly step: FuzzStep; readonly short: number }>
> = {
  "client configuration": { step: fuzzClientConfig, short: 2_000 },
  "server configuration": { step: fuzzServerConfig, short: 2_000 },
  "generator's profile": { step: fuzzProfile, short: 2_000 },
  "texts of the kernel": { step: fuzzKernelText, short: 10_000 },
  "netlink": { step: fuzzNetlink, short: 10_000 },
  "TCP_INFO": { step: fuzzTcpInfo, short: 5_000 },
  "keys of flows": { step: fuzzFlowKey, short: 5_000 },
  "ICMP": { step: fuzzIcmp, short: 20_000 },
  "DNS": { step: fuzzDns, short: 20_000 },
  "control socket": { step: fuzzControlRequest, short: 20_000 },
  "requests by HTTP": { step: fuzzHttp, short: 300 },
};
