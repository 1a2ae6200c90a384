/** Reads one environment variable; `undefined` when it is not set. */
export type Env = (name: string) => string | undefined;

/** Where a system service without a home keeps its results. */
const SYSTEM_DATABASE = "/var/lib/bufferbane/bufferbane.db";

/**
 * Where to look for a configuration file when none is named; the first that
 * exists is used.
 */
export function searchPath(env: Env): string[] {
  const home = xdgFolder(env, { name: "XDG_CONFIG_HOME", fallback: ".config" });
  return [
    "./client.conf",
    ...(home === undefined ? [] : [`${home}/bufferbane/client.conf`]),
    "/etc/bufferbane/client.conf",
  ];
}

/** Where the results are kept when the configuration does not say. */
export function defaultDatabasePath(env: Env): string {
  const home = xdgFolder(env, {
    name: "XDG_STATE_HOME",
    fallback: ".local/state",
  });
  return home === undefined
    ? SYSTEM_DATABASE
    : `${home}/bufferbane/bufferbane.db`;
}

/**
 * A base folder; `undefined` when there is no home to put it in.
 *
 * @see {@link https://specifications.freedesktop.org/basedir-spec/latest/} A
 * relative path in such a variable is invalid and to be ignored.
 */
function xdgFolder(
  env: Env,
  { name, fallback }: { name: string; fallback: string },
): string | undefined {
  const folder = env(name);
  // By hand: node:path costs 4 MB of memory, for good.
  if (folder?.startsWith("/")) return folder.replace(/\/+$/, "");
  const home = env("HOME");
  return home === undefined || home === "" ? undefined : `${home}/${fallback}`;
}
