import { deriveSecretKeys } from "@bufferbane/protocol";
import { readFault } from "@bufferbane/wording";
import type { LoadPolicy } from "../bulk/load_tests.ts";
import type { Policy } from "../policy.ts";
import type { ClientKey } from "../sessions.ts";
import { ConfigError, parseConfig } from "./parse.ts";
import type { Settings } from "./schema.ts";

/** A file as it is on the disk. */
export interface ConfigFile {
  /** Its contents. */
  readonly bytes: Uint8Array;
  /** Its permission bits, e.g. `0o600`; `null` where there are none. */
  readonly mode: number | null;
}

/** Settings, and what their owner should know although they are valid. */
export interface LoadedConfig {
  /** Complete and valid. */
  readonly settings: Settings;
  /** A sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a configuration file.
 *
 * @param path The file.
 * @param readFile Reads it.
 * @throws {ConfigError} When it cannot be read or is not valid.
 */
export function loadConfig(
  path: string,
  readFile: (path: string) => ConfigFile,
): LoadedConfig {
  const { bytes, mode } = read(path, readFile);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw unreadable(path, "it is not UTF-8 text");
  }
  const settings = parseConfig(text, path);
  return {
    settings,
    warnings: exposed(path, mode),
  };
}

function read(
  path: string,
  readFile: (path: string) => ConfigFile,
): ConfigFile {
  try {
    return readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw unreadable(
        path,
        "there is no such file (`bufferbane-server config init` writes one)",
      );
    }
    throw unreadable(path, readFault(error));
  }
}

function unreadable(path: string, reason: string): ConfigError {
  return new ConfigError(path, [`Cannot read ${path} as ${reason}`]);
}

/** Whether others may read the secrets. */
function exposed(path: string, mode: number | null): readonly string[] {
  if (mode === null || (mode & 0o077) === 0) return [];
  return [
    `${path} holds a secret and others may read it: its mode is ` +
    `${(mode & 0o777).toString(8)} (allowed: 600, by \`chmod 600 ${path}\`)`,
  ];
}

/** The limits that the settings ask for. */
export function policyOf({ general, limits, security }: Settings): Policy {
  return {
    echoPps: limits.echoPps,
    sessionTtlMs: security.sessionTimeoutSec * 1000,
    maxSessions: general.maxConcurrentClients,
  };
}

/** What the settings allow load tests. */
export function loadPolicyOf({ limits }: Settings): LoadPolicy {
  return {
    maxRateKbps: limits.maxRateKbps,
    maxTestBytes: limits.maxTestMb * 1e6,
    maxDailyBytes: limits.maxDailyGb * 1e9,
  };
}

/**
 * The secrets of the settings, ready for use.
 *
 * @param settings The settings.
 * @param before The secrets so far: those that stay keep their quota slots,
 * and with them their sessions' counts.
 * @throws {RangeError} When there are more than `maxKeys`.
 */
export function keysOf(
  { security, clients }: Settings,
  before: readonly ClientKey[],
  options: { readonly maxKeys: number },
): readonly ClientKey[] {
  const named = [
    { name: "shared", ...security, secret: security.sharedSecret },
    ...clients,
  ].flatMap(({ name, secret, previousSecret }) =>
    [secret, previousSecret].filter((text) => text !== "").map((text) => ({
      name,
      secret: deriveSecretKeys(Uint8Array.fromHex(text)),
    }))
  );
  if (named.length > options.maxKeys) {
    throw new RangeError(
      `Cannot use ${named.length} secrets (allowed: up to ${options.maxKeys})`,
    );
  }
  const slots = new Map(
    before.map(({ secret, quotaSlot }) => [secret.keyId.toHex(), quotaSlot]),
  );
  const taken = new Set(slots.values());
  let next = 0;
  return named.map(({ name, secret }) => {
    const kept = slots.get(secret.keyId.toHex());
    if (kept !== undefined) return { name, secret, quotaSlot: kept };
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { name, secret, quotaSlot: next };
  });
}
