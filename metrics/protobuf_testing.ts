/** Reads protobuf's wire format, as little of it as OTLP uses. @module */

/** A message: every field's values, by its number. */
export type Message = ReadonlyMap<number, readonly Value[]>;
/** A number as it lies there, or bytes. */
export type Value = bigint | Uint8Array;

/**
 * Reads one message.
 *
 * @see {@link https://protobuf.dev/programming-guides/encoding/ | Encoding}
 */
export function messageOf(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = BigInt(view.getUint8(at++));
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  const valueOf = (wire: bigint): Value => {
    if (wire === 0n) return varint();
    if (wire === 1n) return view.getBigUint64((at += 8) - 8, true);
    if (wire === 5n) return BigInt(view.getUint32((at += 4) - 4, true));
    if (wire !== 2n) throw new TypeError(`Cannot read wire type ${wire}`);
    const length = Number(varint());
    return bytes.subarray(at, at += length);
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Number(key >> 3n);
    fields.set(field, [...fields.get(field) ?? [], valueOf(key & 7n)]);
  }
  return fields;
}

/** Follows fields down to messages. */
export function messagesAt(
  message: Message,
  ...path: readonly number[]
): readonly Message[] {
  return path.reduce<readonly Message[]>(
    (messages, field) =>
      messages.flatMap((each) => (each.get(field) ?? []).map(bytesOf))
        .map(messageOf),
    [message],
  );
}

/** A field's text. */
export function textAt(message: Message, field: number): string {
  return new TextDecoder().decode(bytesOf(message.get(field)?.[0]));
}

/** A field's double. */
export function doubleAt(message: Message, field: number): number {
  const bits = message.get(field)?.[0];
  if (typeof bits !== "bigint") throw new TypeError("Cannot find a double");
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] ?? NaN;
}

/** A field's signed number in zigzag. */
export function signedAt(message: Message, field: number): number {
  const value = message.get(field)?.[0] ?? 0n;
  if (typeof value !== "bigint") throw new TypeError("Cannot find a number");
  return Number((value >> 1n) ^ -(value & 1n));
}

/** Packed varints. */
export function varintsAt(message: Message, field: number): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytesOf(message.get(field)?.[0] ?? new Uint8Array())) {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = shift = 0;
  }
  return numbers;
}

function bytesOf(value: Value | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`Cannot find bytes: found ${value}`);
}
