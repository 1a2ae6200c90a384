import {
  encodeNetlink,
  type Libc,
  LibcError,
  type NetlinkAttribute,
  netlinkErrno,
  NetlinkFlag,
  type NetlinkMessage,
  netlinkMessages,
  NetlinkType,
} from "@bufferbane/ffi";

/** linux/netlink.h */
export const NETLINK_ROUTE = 0;
/** linux/netlink.h */
export const NETLINK_SOCK_DIAG = 4;
/** linux/netlink.h */
export const NETLINK_GENERIC = 16;

/** Any number: each question has its own socket, so no other is under way. */
const SEQUENCE = 1;

/** More than the 32 KiB that the kernel puts into one read at most... */
const FIRST_BUFFER_BYTES = 40 * 1024;
/** ...except for a single message that is longer; then it doubles up to this. */
const LAST_BUFFER_BYTES = 1024 * 1024;

/**
 * How often a list that changed while it was told is asked for again. On a
 * machine that never rests the last one will do: the next change corrects it.
 */
const MAX_INTERRUPTIONS = 4;

/**
 * How often nothing may wait in the socket before the answer counts as
 * missing. The kernel answers within the call that asks, so never is usual.
 */
const MAX_EMPTY_READS = 1_000;

/** What to ask the kernel. */
export interface Question {
  /** Whom in the kernel, e.g. {@linkcode NETLINK_GENERIC}; rtnetlink else. */
  readonly protocol?: number;
  /** The message type, e.g. RTM_GETLINK. */
  readonly type: number;
  /** Its fixed part. */
  readonly header: Uint8Array;
  /** Its attributes. */
  readonly attributes: readonly NetlinkAttribute[];
  /** Which of the answers are wanted; all of them unless said. */
  readonly keep?: (message: NetlinkMessage) => boolean;
}

/** What the kernel said. */
export interface Answer {
  /** The messages; copies, to be kept. */
  readonly messages: readonly NetlinkMessage[];
  /** Why there are no more, or 0 if that is all. */
  readonly errno: number;
}

/** One reading of an answer. */
interface Attempt extends Answer {
  /** Whether the list changed while it was being told. */
  readonly isInterrupted: boolean;
  /** Whether a message did not fit the buffer. */
  readonly isTruncated: boolean;
}

/**
 * Asks the kernel for all there are of something.
 *
 * @param libc The library.
 * @param question What to list.
 * @throws {LibcError} If the kernel will not say, e.g. `EACCES` in a sandbox.
 */
export function list(
  libc: Libc,
  question: Question,
): readonly NetlinkMessage[] {
  const { messages, errno } = converse(libc, question, {
    flags: NetlinkFlag.request | NetlinkFlag.dump,
  });
  if (errno !== 0) throw errorOf(libc, errno);
  return messages;
}

/**
 * Asks the kernel for one thing; a refusal is an answer.
 *
 * @param libc The library.
 * @param question What to find.
 * @throws {LibcError} If the kernel cannot be asked at all.
 */
export function find(libc: Libc, question: Question): Answer {
  return converse(libc, question, { flags: NetlinkFlag.request });
}

function converse(
  libc: Libc,
  question: Question,
  { flags }: { readonly flags: number },
): Answer {
  const request = encodeNetlink({ ...question, flags, sequence: SEQUENCE });
  let bufferBytes = FIRST_BUFFER_BYTES;
  for (let interruptions = 0;;) {
    const attempt = ask(libc, request, { ...question, bufferBytes });
    if (attempt.isTruncated) {
      if (bufferBytes >= LAST_BUFFER_BYTES) {
        throw new LibcError("recv", "EMSGSIZE", "a message beyond 1 MiB");
      }
      bufferBytes *= 2;
    } else if (!attempt.isInterrupted || ++interruptions > MAX_INTERRUPTIONS) {
      return attempt;
    }
  }
}

/** Asks once, on a socket of its own, so that no rest of an answer remains. */
function ask(
  libc: Libc,
  request: Uint8Array,
  { bufferBytes, protocol = NETLINK_ROUTE, keep = () => true }:
    & Pick<Question, "protocol" | "keep">
    & { readonly bufferBytes: number },
): Attempt {
  const fd = libc.socket("netlink", "raw", protocol);
  try {
    const written = libc.write(fd, request);
    if (written < 0) throw errorOf(libc, -written);
    return readAnswer(libc, fd, { buffer: new Uint8Array(bufferBytes), keep });
  } finally {
    libc.close(fd);
  }
}

function readAnswer(
  libc: Libc,
  fd: number,
  { buffer, keep }: {
    readonly buffer: Uint8Array;
    readonly keep: (message: NetlinkMessage) => boolean;
  },
): Attempt {
  const messages: NetlinkMessage[] = [];
  let isInterrupted = false;
  for (;;) {
    const length = readSome(libc, fd, buffer);
    // A read that fills the buffer was cut off: the kernel does not say.
    const isTruncated = length === buffer.length;
    const end = { messages, isTruncated };
    if (isTruncated) return { ...end, errno: 0, isInterrupted };
    for (const message of netlinkMessages(buffer.slice(0, length))) {
      isInterrupted ||= (message.flags & NetlinkFlag.interrupted) !== 0;
      if (
        message.type === NetlinkType.error || message.type === NetlinkType.done
      ) {
        return { ...end, errno: netlinkErrno(message), isInterrupted };
      }
      if (keep(message)) messages.push(message);
      if ((message.flags & NetlinkFlag.multipart) === 0) {
        return { ...end, errno: 0, isInterrupted };
      }
    }
  }
}

function readSome(libc: Libc, fd: number, buffer: Uint8Array): number {
  for (let attempt = 0;; attempt++) {
    const length = libc.read(fd, buffer);
    if (length >= 0) return length;
    const isEmpty = libc.errorCode(-length) === "EAGAIN";
    if (!isEmpty || attempt >= MAX_EMPTY_READS) throw errorOf(libc, -length);
  }
}

/** What went wrong in a conversation with the kernel. */
export function errorOf(libc: Libc, errno: number): LibcError {
  return new LibcError(
    "rtnetlink",
    libc.errorCode(errno),
    libc.errorText(errno),
  );
}
