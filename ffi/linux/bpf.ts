import { BpfRefusal } from "../bpf.ts";
import type { BpfCalls } from "../bpf.ts";
import { LibcError } from "../errno.ts";
import {
  ATTR,
  BPF_SYSCALL,
  COMMAND,
  HOOKS,
  INFO,
  LINK_TYPES,
  MAP_TYPES,
  PROGRAM_TYPES,
  RLIMIT_MEMLOCK,
  SKB,
} from "./bpf_constants.ts";
import { ERRNO } from "./constants.ts";
import { holderOf } from "./bpf_holder.ts";

/** What we bind from glibc, each line as its C prototype reads. */
const SYMBOLS = {
  // long syscall(long number, int cmd, union bpf_attr *attr, unsigned size);
  syscall: { parameters: ["isize", "i32", "buffer", "u32"], result: "isize" },
  // int close(int fd);
  close: { parameters: ["i32"], result: "i32" },
  // int setrlimit(int resource, const struct rlimit *limit);
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  // int *__errno_location(void);
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** So much the verifier may say. */
const LOG_BYTES = 1 << 20;
/** Room for a frame that a test run gives back. */
const FRAME_BYTES = 1 << 16;

/** Opens the system call. */
export function openLinuxBpf(): BpfCalls {
  const library = Deno.dlopen("libc.so.6", SYMBOLS);
  const { symbols } = library;
  const errnoAt = symbols.__errno_location();
  if (errnoAt === null) throw new TypeError("Cannot find errno");
  const errnoView = new Deno.UnsafePointerView(errnoAt);
  const number = BPF_SYSCALL[Deno.build.arch];
  const attr = new DataView(new ArrayBuffer(ATTR.bytes));
  const attrBytes = new Uint8Array(attr.buffer);
  // Before 5.11 maps count as locked memory. A refusal shows in createMap().
  symbols.setrlimit(RLIMIT_MEMLOCK, new Uint8Array(16).fill(0xff));

  /** Calls with the attributes as they are: a result, or -1. */
  function call(command: number): number {
    return Number(symbols.syscall(number, command, attrBytes, ATTR.bytes));
  }

  /** The errno of the call that just returned -1. */
  const errorCode = () => {
    const errno = errnoView.getInt32();
    return ERRNO[errno] ?? `errno ${errno}`;
  };

  function check(command: keyof typeof COMMAND): number {
    const result = call(COMMAND[command]);
    if (result >= 0) return result;
    throw new LibcError(`bpf ${command}`, errorCode(), "refused by the kernel");
  }

  /** What the attributes point to: the collector is not to free it meanwhile. */
  const pointedTo: Uint8Array[] = [];

  /** Begins another call: all attributes are zero. */
  const clear = () => {
    attrBytes.fill(0);
    pointedTo.length = 0;
  };

  const setPointer = (offset: number, bytes: Uint8Array) => {
    pointedTo.push(bytes);
    attr.setBigUint64(offset, addressOf(bytes), true);
  };

  /** Asks for what is found; `false`: nothing is there. */
  function found(command: "lookUp" | "nextKey"): boolean {
    if (call(COMMAND[command]) >= 0) return true;
    const code = errorCode();
    if (code === "ENOENT") return false;
    throw new LibcError(`bpf ${command}`, code, "refused by the kernel");
  }

  function setName(offset: number, name: string): void {
    const bytes = new TextEncoder().encode(name);
    if (bytes.length > 15) {
      throw new RangeError(
        `Cannot name a BPF program "${name}": found ${bytes.length} bytes (allowed: up to 15)`,
      );
    }
    attrBytes.set(bytes, offset);
  }

  /** The information behind a descriptor. */
  function informationOf(fd: number): DataView {
    const info = new Uint8Array(INFO.bytes);
    clear();
    attr.setUint32(ATTR.info.fd, fd, true);
    attr.setUint32(ATTR.info.bytes, INFO.bytes, true);
    setPointer(ATTR.info.at, info);
    check("information");
    return new DataView(info.buffer);
  }

  /** What has an id, for as long as it is looked at. */
  function byId<T>(
    command: "linkById" | "programById",
    id: number,
    use: (info: DataView) => T,
  ): T {
    clear();
    attr.setUint32(0, id, true);
    const fd = check(command);
    try {
      return use(informationOf(fd));
    } finally {
      symbols.close(fd);
    }
  }

  /** Ids of all links, ours and others'. */
  function* linkIds(): Generator<number> {
    for (let id = 0;;) {
      clear();
      attr.setUint32(0, id, true);
      if (call(COMMAND.nextLink) < 0) return;
      id = attr.getUint32(4, true);
      yield id;
    }
  }

  return {
    cpus: possibleCpus(
      Deno.readTextFileSync("/sys/devices/system/cpu/possible"),
    ),
    createMap({ kind, keyBytes, valueBytes, entries }) {
      clear();
      attr.setUint32(ATTR.map.type, MAP_TYPES[kind], true);
      attr.setUint32(ATTR.map.keyBytes, keyBytes, true);
      attr.setUint32(ATTR.map.valueBytes, valueBytes, true);
      attr.setUint32(ATTR.map.entries, entries, true);
      return check("createMap");
    },
    load({ hook, name, code }) {
      const log = new Uint8Array(LOG_BYTES);
      const license = new TextEncoder().encode("GPL\0");
      const load = (logLevel: number) => {
        clear();
        attr.setUint32(ATTR.program.type, PROGRAM_TYPES[hook], true);
        attr.setUint32(ATTR.program.instructions, code.length / 8, true);
        setPointer(ATTR.program.code, code);
        setPointer(ATTR.program.license, license);
        if (logLevel > 0) {
          attr.setUint32(ATTR.program.logLevel, logLevel, true);
          attr.setUint32(ATTR.program.logBytes, LOG_BYTES, true);
          setPointer(ATTR.program.log, log);
        }
        setName(ATTR.program.name, name);
        return call(COMMAND.load);
      };
      const fd = load(0);
      if (fd >= 0) return fd;
      // Again, for its reasons: to write them down takes the kernel longer.
      const firstCode = errorCode();
      const second = load(1);
      if (second >= 0) return second;
      const end = log.indexOf(0);
      throw new BpfRefusal(
        name,
        firstCode,
        new TextDecoder().decode(log.subarray(0, end)),
      );
    },
    attach(program, { ifindex, hook }) {
      const { attachType, flags } = HOOKS[hook];
      clear();
      attr.setUint32(ATTR.link.program, program, true);
      attr.setUint32(ATTR.link.ifindex, ifindex, true);
      attr.setUint32(ATTR.link.attachType, attachType, true);
      attr.setUint32(ATTR.link.flags, flags, true);
      return check("attach");
    },
    lookUp(map, key, into) {
      clear();
      attr.setUint32(ATTR.element.map, map, true);
      setPointer(ATTR.element.key, key);
      setPointer(ATTR.element.value, into);
      return found("lookUp");
    },
    nextKey(map, after, into) {
      clear();
      attr.setUint32(ATTR.element.map, map, true);
      if (after !== null) setPointer(ATTR.element.key, after);
      setPointer(ATTR.element.value, into);
      return found("nextKey");
    },
    run(program, frame, { repeat = 1, segments = 0 } = {}) {
      const back = new Uint8Array(FRAME_BYTES);
      clear();
      attr.setUint32(ATTR.run.program, program, true);
      attr.setUint32(ATTR.run.bytesIn, frame.length, true);
      attr.setUint32(ATTR.run.bytesOut, FRAME_BYTES, true);
      setPointer(ATTR.run.frameIn, frame);
      setPointer(ATTR.run.frameOut, back);
      attr.setUint32(ATTR.run.repeat, repeat, true);
      if (segments > 0) {
        const context = new DataView(new ArrayBuffer(SKB.bytes));
        context.setUint32(SKB.segments, segments, true);
        context.setUint32(SKB.segmentBytes, frame.length, true);
        attr.setUint32(ATTR.run.contextBytes, SKB.bytes, true);
        setPointer(ATTR.run.context, new Uint8Array(context.buffer));
      }
      check("run");
      return {
        verdict: attr.getInt32(ATTR.run.verdict, true),
        meanNs: attr.getUint32(ATTR.run.meanNs, true),
      };
    },
    holders(ifindex, name) {
      const pids: (number | null)[] = [];
      for (const id of linkIds()) {
        try {
          const link = byId("linkById", id, (info) => info);
          const type = link.getUint32(INFO.link.type, true);
          if (!LINK_TYPES.includes(type)) continue;
          if (link.getUint32(INFO.link.ifindex, true) !== ifindex) continue;
          const program = link.getUint32(INFO.link.programId, true);
          if (byId("programById", program, nameIn) !== name) continue;
          pids.push(holderOf(id));
        } catch (error) {
          // It went meanwhile, or is not for our eyes.
          if (!(error instanceof LibcError)) throw error;
        }
      }
      return pids;
    },
    close: (fd) => void symbols.close(fd),
    [Symbol.dispose]: () => library.close(),
  };
}

/** The address of memory that stays where it is while the call lasts. */
function addressOf(bytes: Uint8Array): bigint {
  // All of ours are views of plain memory. To ask for the buffer fixes it in
  // its place: small arrays may else be moved by the collector.
  const { buffer, byteOffset } = bytes as Uint8Array<ArrayBuffer>;
  const start = Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer));
  return BigInt(start) + BigInt(byteOffset);
}

function nameIn(info: DataView): string {
  const bytes = new Uint8Array(info.buffer, INFO.program.name, 16);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? 16 : end));
}

/**
 * How many processors the kernel keeps values for.
 *
 * @param possible The text of `/sys/devices/system/cpu/possible`, e.g. `0-7`.
 */
export function possibleCpus(possible: string): number {
  const last = /(\d+)\s*$/.exec(possible)?.[1];
  if (last === undefined) {
    throw new SyntaxError(
      `Cannot count the processors: found ${JSON.stringify(possible)}`,
    );
  }
  return Number(last) + 1;
}
