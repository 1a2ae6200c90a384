import { choice, FLAG } from "../shape.ts";
import { section, setting } from "../setting.ts";

export const TRAFFIC = section(
  "What the interfaces carry, by kind (web, DNS, ...), beside the probes.",
  {
    enabled: setting(FLAG, {
      default: false,
      doc: "Whether to count it. Needs root, or the capabilities CAP_BPF, " +
        "CAP_NET_ADMIN and CAP_PERFMON.",
      reason: "it puts a program into the kernel, which should be wished for",
    }),
    mode: setting(choice("auto", "tcx", "xdp", "xdp-generic"), {
      default: "auto",
      doc: "How to count; auto: the best that the kernel and the driver have.",
      reason: "TCX sees both directions and costs almost nothing",
    }),
  },
);
