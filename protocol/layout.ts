import {
  readU16,
  readU32,
  readU64,
  writeU16,
  writeU32,
  writeU64,
} from "./bytes.ts";
import type { MonoNs, WallNs } from "./time.ts";

/** One field of a packet's body: where it lies and how it is written. */
export interface Field<T> {
  /** First byte, counted from the start of the body. */
  readonly offset: number;
  /** How many bytes every body must have for it. */
  readonly minBytes: number;
  /** What may be written, for error messages. */
  readonly allowed: string;
  /** Whether a value fits. */
  fits(value: T): boolean;
  /** How many bytes a value takes. */
  bytesOf(value: T): number;
  /** Reads it; the body is at least `offset + minBytes` long. */
  read(body: Uint8Array): T;
  /** Writes a value that fits. */
  write(body: Uint8Array, value: T): void;
}

/** How one kind of packet lies in its body. */
export interface Layout<P extends { readonly kind: string }> {
  /** The packet's name. */
  readonly kind: P["kind"];
  /** The shortest body. */
  readonly minBytes: number;
  /** How long this packet's body is. */
  bytesOf(packet: P): number;
  /** Reads a body of at least `minBytes`. */
  read(body: Uint8Array): P;
  /** Writes a body of at least `bytesOf(packet)`, gaps as zeros. */
  write(body: Uint8Array, packet: P): void;
}

/** A field for every property of a packet, none missing, none too many. */
type FieldsOf<P> = {
  readonly [Name in keyof Omit<P, "kind">]: Field<P[Name]>;
};

/**
 * Describes a packet's body, once for reading and writing.
 *
 * @param kind The packet's name.
 * @param fields Its fields.
 * @param options `bodyBytes`: its length, where reserved bytes end it.
 * @returns What the codec needs.
 */
export function layout<P extends { readonly kind: string }>(
  kind: P["kind"],
  fields: FieldsOf<P>,
  options: { readonly bodyBytes?: number } = {},
): Layout<P> {
  // The type above made sure that names and fields belong together; the loops
  // below only need to know that each field takes its own property.
  const entries = Object.entries(fields) as [keyof P & string, Field<never>][];
  const minBytes = Math.max(
    options.bodyBytes ?? 0,
    ...entries.map(([, field]) => field.offset + field.minBytes),
  );
  return {
    kind,
    minBytes,
    bytesOf(packet) {
      return Math.max(
        minBytes,
        ...entries.map(([name, field]) =>
          field.offset + field.bytesOf(packet[name] as never)
        ),
      );
    },
    read(body) {
      const packet: Record<string, unknown> = { kind };
      for (const [name, field] of entries) packet[name] = field.read(body);
      return packet as P; // FieldsOf<P> listed every property
    },
    write(body, packet) {
      body.fill(0);
      for (const [name, field] of entries) {
        const value = packet[name] as never;
        if (!field.fits(value)) {
          throw new RangeError(
            `Cannot write ${name} of ${kind}: found ${value} (allowed: ${field.allowed})`,
          );
        }
        field.write(body, value);
      }
    },
  };
}

function whole(
  offset: number,
  minBytes: 1 | 2 | 4,
  access: {
    read(bytes: Uint8Array, offset: number): number;
    write(bytes: Uint8Array, offset: number, value: number): void;
  },
): Field<number> {
  const max = 2 ** (8 * minBytes) - 1;
  return {
    offset,
    minBytes,
    allowed: `a whole number from 0 to ${max}`,
    fits: (value) => Number.isInteger(value) && value >= 0 && value <= max,
    bytesOf: () => minBytes,
    read: (body) => access.read(body, offset),
    write: (body, value) => access.write(body, offset, value),
  };
}

/** An unsigned byte. */
export function u8(offset: number): Field<number> {
  return whole(offset, 1, {
    read: (bytes, at) => bytes[at] ?? 0,
    write: (bytes, at, value) => void (bytes[at] = value),
  });
}

/** Two bytes, unsigned. */
export function u16(offset: number): Field<number> {
  return whole(offset, 2, { read: readU16, write: writeU16 });
}

/** Four bytes, unsigned. */
export function u32(offset: number): Field<number> {
  return whole(offset, 4, { read: readU32, write: writeU32 });
}

function eightBytes<T extends bigint>(offset: number): Field<T> {
  return {
    offset,
    minBytes: 8,
    allowed: "0n to 2^64 - 1",
    fits: (value) => value >= 0n && value < 1n << 64n,
    bytesOf: () => 8,
    // The brand says whose clock it is; bytes cannot tell, the layout does.
    read: (body) => readU64(body, offset) as T,
    write: (body, value) => writeU64(body, offset, value),
  };
}

/** Eight bytes, unsigned. */
export function u64(offset: number): Field<bigint> {
  return eightBytes(offset);
}

/** A reading of the sender's wall clock. */
export function wallNs(offset: number): Field<WallNs> {
  return eightBytes(offset);
}

/** A reading of the sender's monotonic clock. */
export function monoNs(offset: number): Field<MonoNs> {
  return eightBytes(offset);
}

/** A fixed number of bytes, copied both ways. */
export function bytes(offset: number, length: number): Field<Uint8Array> {
  return {
    offset,
    minBytes: length,
    allowed: `${length} bytes`,
    fits: (value) => value.length === length,
    bytesOf: () => length,
    read: (body) => body.slice(offset, offset + length),
    write: (body, value) => body.set(value, offset),
  };
}

/** Bytes at the end of a body that older or shorter ones do not have. */
export function optionalBytes(
  offset: number,
  length: number,
): Field<Uint8Array | undefined> {
  return {
    offset,
    minBytes: 0,
    allowed: `${length} bytes or none`,
    fits: (value) => value === undefined || value.length === length,
    bytesOf: (value) => value === undefined ? 0 : length,
    read: (body) =>
      body.length < offset + length
        ? undefined
        : body.slice(offset, offset + length),
    write(body, value) {
      if (value !== undefined) body.set(value, offset);
    },
  };
}

/** Four-byte numbers to the end of a body; older ones have none. */
export function u32List(
  offset: number,
  maxCount: number,
): Field<readonly number[]> {
  return {
    offset,
    minBytes: 0,
    allowed: `up to ${maxCount} whole numbers from 0 to 4294967295`,
    fits: (values) =>
      values.length <= maxCount &&
      values.every((value) =>
        Number.isInteger(value) && value >= 0 && value < 2 ** 32
      ),
    bytesOf: (values) => 4 * values.length,
    read: (body) => {
      const count = Math.max(0, (body.length - offset) >> 2);
      return Array.from(
        { length: Math.min(count, maxCount) },
        (_, index) => readU32(body, offset + 4 * index),
      );
    },
    write: (body, values) =>
      values.forEach((value, index) =>
        writeU32(body, offset + 4 * index, value)
      ),
  };
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Text at the end of a body, behind a byte that says how long it is. */
export function text(offset: number, maxBytes: number): Field<string> {
  return {
    offset,
    minBytes: 1,
    allowed: `at most ${maxBytes} bytes of UTF-8`,
    fits: (value) => ENCODER.encode(value).length <= maxBytes,
    bytesOf: (value) => 1 + ENCODER.encode(value).length,
    read(body) {
      const start = offset + 1;
      const length = Math.min(body[offset] ?? 0, maxBytes);
      // What comes from afar may end in a log or on a terminal: no escapes.
      return DECODER.decode(body.subarray(start, start + length))
        .replaceAll(/\p{C}/gu, "");
    },
    write(body, value) {
      const encoded = ENCODER.encode(value);
      body[offset] = encoded.length;
      body.set(encoded, offset + 1);
    },
  };
}
