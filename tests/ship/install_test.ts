/** docs/operating/install.sh, with the built files. */

import { match, ok, strictEqual } from "node:assert/strict";
import { resolve } from "node:path";
import { lacksForNamespaces } from "../support/skip.ts";

const DIST = Deno.env.get("BUFFERBANE_DIST");
const LACK = DIST === undefined
  ? "needs BUFFERBANE_DIST; see `deno task ship`"
  : lacksForNamespaces(["systemctl", "systemd-analyze"]);
const LACKS_SHELLCHECK = lacksForNamespaces(["shellcheck"]);
const INSTALL =
  new URL("../../docs/operating/install.sh", import.meta.url).pathname;

/** A system that forgets: what is written there goes with the namespace. */
const FORGETFUL = `
set -e
mount -t tmpfs none /mnt
for folder in etc root usr/local/bin var/cache; do
  mkdir -p "/mnt/$folder/upper" "/mnt/$folder/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=/mnt/$folder/upper,workdir=/mnt/$folder/work" none "/$folder"
done
export HOME=/root
`;

/** Runs a script on such a system, with `$INSTALL` and `$DIST`. */
async function onForgetfulSystem(script: string, answer = "") {
  const child = new Deno.Command("unshare", {
    args: ["-m", "sh", "-c", FORGETFUL + script],
    clearEnv: true,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      INSTALL,
      DIST: resolve(DIST ?? ""),
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(answer));
  await input.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function installed(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: LACK === undefined ? name : `${name} (skipped: ${LACK})`,
    ignore: LACK !== undefined,
    fn,
  });
}

installed(
  "install.sh installs both programs whose units systemd accepts, and removes all of them",
  async () => {
    const { code, out, err } = await onForgetfulSystem(`
      exec 3>&1 >&2
      "$INSTALL" client --exports --yes --from "$DIST"
      "$INSTALL" server --load-tests --yes --from "$DIST"
      bufferbane config check >&3
      bufferbane-server config check /etc/bufferbane/server.conf >&3
      stat -c '%a %n' /etc/bufferbane/* >&3
      systemd-analyze verify bufferbane.service bufferbane-server.service \\
        bufferbane-export.timer 2>&1 | grep bufferbane >&3 || echo verified >&3
      systemctl is-enabled bufferbane bufferbane-server bufferbane-export.timer >&3
      "$INSTALL" uninstall client --purge --yes
      "$INSTALL" uninstall server --purge --yes
      find /etc /usr/local/bin /var/lib -name '*bufferbane*' >&3
    `);
    strictEqual(code, 0, err);
    strictEqual(
      out,
      [
        "/etc/bufferbane/client.conf is valid. It sets:",
        '  general.database_path = "/var/lib/bufferbane/bufferbane.db"',
        "/etc/bufferbane/server.conf is valid; clients with a secret: 1.",
        "600 /etc/bufferbane/client.conf",
        "600 /etc/bufferbane/server.conf",
        "verified",
        "enabled\nenabled\nenabled\n",
      ].join("\n"),
    );
  },
);

installed(
  "install.sh shows what it will do, and does nothing without a yes",
  async () => {
    const { code, out, err } = await onForgetfulSystem(
      `"$INSTALL" client --from "$DIST" || code=$?
       ls /usr/local/bin/bufferbane /etc/bufferbane 2>/dev/null || true
       exit "$code"`,
      "n\n",
    );
    strictEqual(code, 1);
    match(out, /^This will run, as root:\n\n {2}install -D -m 0755 /);
    ok(out.endsWith("Go on? [y/N] "), out);
    strictEqual(err, "Cannot go on without a yes: nothing was changed\n");
  },
);

installed("install.sh says what it cannot do", async () => {
  const rows = [
    [
      "client --from /proc/self",
      1,
      "Cannot install bufferbane as it is not in /proc/self (--from DIR names the folder)\n",
    ],
    ["clint", 2, 'Cannot use "clint" (see install.sh --help)\n'],
    ["client --from", 2, "Cannot use --from without a folder\n"],
  ] as const;
  for (const [args, expected, message] of rows) {
    const { code, err } = await onForgetfulSystem(`"$INSTALL" ${args}`);
    strictEqual(err, message);
    strictEqual(code, expected);
  }
});

Deno.test({
  name: LACKS_SHELLCHECK === undefined
    ? "shell scripts for users have nothing that shellcheck finds wrong"
    : `shell scripts for users (skipped: ${LACKS_SHELLCHECK})`,
  ignore: LACKS_SHELLCHECK !== undefined,
  async fn() {
    const folder = new URL("../../docs/operating/", import.meta.url).pathname;
    const { success, stdout } = await new Deno.Command("shellcheck", {
      args: ["install.sh", "openrc/bufferbane", "openrc/bufferbane-server"],
      cwd: folder,
    }).output();
    ok(success, new TextDecoder().decode(stdout));
  },
});
