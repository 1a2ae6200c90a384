import { familyOf } from "@bufferbane/ffi";
import { isLocalIpv4 } from "../probes/dns_answer.ts";
import {
  IPV4_ONLY_NAME,
  type Nat64Prefix,
  nat64PrefixOf,
  nat64Text,
  throughNat64,
} from "../probes/nat64.ts";
import { type ResolverContext, TargetResolver } from "../probes/resolve.ts";
import type { Port, WaysOut } from "./ports.ts";

/** When to ask for the prefix, and whom to tell. */
export interface TranslationOptions {
  /** See {@linkcode TargetResolver}. */
  readonly times: {
    readonly refreshNs: bigint;
    readonly retryNs: bigint;
    readonly timeoutNs: bigint;
  };
  /** It is known now what there is. */
  readonly onSettled: () => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
}

/**
 * How a line without IPv4 reaches IPv4 all the same: many telephones' and some
 * providers' lines have a translator (NAT64) for it.
 */
export class Translation implements Disposable {
  readonly #context: ResolverContext;
  readonly #options: TranslationOptions;
  /** Asks as long as there is only IPv6. */
  #resolver: TargetResolver | undefined;
  #prefix: Nat64Prefix | undefined;
  #isSettled = true;

  /**
   * Asks for nothing yet.
   *
   * @param context What to work with.
   * @param options When to ask, and whom to tell.
   */
  constructor(context: ResolverContext, options: TranslationOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Whether it is known if there is a translator, or none is needed. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /**
   * Begins to ask, or stops.
   *
   * @param ports Where is measured.
   * @param ways Where the kernel sends what is for the internet.
   */
  follow(ports: readonly Port[], ways: WaysOut): void {
    const isWanted = ways[4].kind === "unreachable" &&
      ways[6].kind === "route" && ports.every(({ family }) => family === 6);
    if (isWanted === (this.#resolver !== undefined)) return;
    this.#resolver?.[Symbol.dispose]();
    this.#resolver = undefined;
    this.#prefix = undefined;
    this.#isSettled = !isWanted;
    if (isWanted) this.#resolver = this.#ask();
  }

  /**
   * The IPv6 address that stands for an address now.
   *
   * @param address Any.
   * @returns `undefined` for one of IPv6 or of a local network, and where there
   * is no translator or no need of one.
   */
  of(address: string): string | undefined {
    if (this.#prefix === undefined || familyOf(address) !== 4) return undefined;
    return isLocalIpv4(address.split(".").map(Number))
      ? undefined
      : throughNat64(this.#prefix, address);
  }

  /** Asks no more. */
  [Symbol.dispose](): void {
    this.#resolver?.[Symbol.dispose]();
  }

  #ask(): TargetResolver {
    const { times, onSettled, note } = this.#options;
    const settle = () => {
      this.#isSettled = true;
      onSettled();
    };
    return new TargetResolver(this.#context, {
      ...times,
      names: [IPV4_ONLY_NAME],
      family: "6",
      hasFamily: () => true,
      onChange: (_, [found]) => {
        this.#prefix = found && nat64PrefixOf(found.address);
        if (this.#prefix !== undefined) {
          note(`This line has no IPv4: ${nat64Text(this.#prefix)}`);
        }
        settle();
      },
      onProblem: settle,
    });
  }
}
