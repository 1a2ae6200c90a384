/** What a probe sends. */
export type ProbeKind = "icmp" | "dns" | "tcp" | "echo";

/** What an interface is, by the kernel's word first and its name second. */
export type ConnectionType =
  | "wired"
  | "wifi"
  | "cellular"
  | "vpn"
  | "unknown";

/** Why a target is measured; the fault ladder is built from these. */
export type TargetRole =
  | "gateway"
  | "isp"
  | "public"
  | "custom"
  | "resolver"
  | "server";

/**
 * What stays the same from one sample to the next: who is asked, how, and
 * over which interface. One object per series, compared by its fields.
 */
export interface Series {
  /** What is sent. */
  readonly probe: ProbeKind;
  /** The interface the probe leaves by, e.g. `"eth0"`. */
  readonly interface: string;
  /** What that interface is. */
  readonly connectionType: ConnectionType;
  /** The target as the user names it: an address or a host name. */
  readonly target: string;
  /** Why it is measured. */
  readonly role: TargetRole;
  /** The IP version spoken. */
  readonly family: 4 | 6;
  /**
   * What tells series of one probe and target apart: `"cached"` or
   * `"random"` for DNS, the port or `"hold"` for TCP, else empty.
   */
  readonly variant: string;
  /** The `[server]` it belongs to; empty for every other probe. */
  readonly server: string;
}
