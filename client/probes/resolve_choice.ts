/** An address that a name stands for. */
export interface FoundAddress {
  /** Text form. */
  readonly address: string;
  /** 4 or 6. */
  readonly family: 4 | 6;
}

/** What is measured of a name, and how sure that is for each family. */
export interface Choice {
  /** At most one address a family, IPv4 first. */
  readonly addresses: readonly FoundAddress[];
  /** Answers in a row without an address of the family. */
  readonly misses: { readonly 4: number; readonly 6: number };
}

/** A name of which nothing is known yet. */
export const NO_CHOICE: Choice = { addresses: [], misses: { 4: 0, 6: 0 } };

/**
 * A family is given up when so many answers in a row lack it: a resolver in
 * trouble answers for one family and not for the other.
 */
const MISSES = 3;

/**
 * Chooses what to measure of a name.
 *
 * What was chosen before stays as long as it is among the answers, so that
 * round-robin DNS does not look like a change, and as long as there is nothing
 * to put in its place.
 *
 * @param before What was chosen before.
 * @param answer What a lookup gave now, and which families are wanted.
 * @returns What to measure now.
 */
export function chooseAddresses(
  before: Choice,
  answer: {
    readonly found: readonly {
      readonly address: string;
      readonly family: number;
    }[];
    readonly families: readonly (4 | 6)[];
  },
): Choice {
  const { found, families } = answer;
  const addresses: FoundAddress[] = [];
  const misses = { 4: 0, 6: 0 };
  for (const family of families) {
    const known = before.addresses.find((known) => known.family === family);
    const ours = found.filter((some) => some.family === family);
    const stays = ours.some(({ address }) => address === known?.address);
    const first = ours[0]?.address;
    if (first === undefined) misses[family] = before.misses[family] + 1;
    if (first !== undefined && !stays) {
      addresses.push({ address: first, family });
    } else if (known !== undefined && misses[family] < MISSES) {
      addresses.push(known);
    }
  }
  return {
    addresses: addresses.length > 0 ? addresses : before.addresses,
    misses,
  };
}
