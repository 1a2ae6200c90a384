import type { Libc } from "@bufferbane/ffi";
import type { Unanswered } from "../model/mod.ts";

/** What an errno of a TCP connection says of the line. See tcp(7), ip(7). */
const KINDS: Readonly<Record<string, Unanswered["kind"]>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENOPROTOOPT: "unreachable",
  EPROTO: "unreachable",
  EACCES: "unreachable",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
};

/**
 * What became of a connection that ended with an error after its SYN was sent.
 *
 * @param libc Knows the errors' names.
 * @param errno From `SO_ERROR`, or negated by a read or write.
 * @returns `send_failed` for what no network can cause.
 */
export function tcpFailure(libc: Libc, errno: number): Unanswered {
  return {
    kind: KINDS[libc.errorCode(errno)] ?? "send_failed",
    detail: libc.errorText(errno),
  };
}

/**
 * What became of a connection that `connect(2)` refused at once: the SYN was
 * never sent, as there is no route, no address, no permission. Only a closed
 * port on this machine itself is told as fast.
 *
 * @param libc Knows the errors' names.
 * @param errno From `connect(2)`.
 */
export function connectFailure(libc: Libc, errno: number): Unanswered {
  const isRefused = libc.errorCode(errno) === "ECONNREFUSED";
  return {
    kind: isRefused ? "refused" : "send_failed",
    detail: libc.errorText(errno),
  };
}
