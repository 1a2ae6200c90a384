/** The files that users download, where there is nothing but them. */

import { match, strictEqual } from "node:assert/strict";
import { join, resolve } from "node:path";

const DIST = Deno.env.get("BUFFERBANE_DIST");
const PROGRAMS = ["bufferbane", "bufferbane-server"] as const;
/** The kernel's number for nobody. */
const NOBODY = "65534";
/** As a new user of a new machine has them: neither Node nor Deno. */
const PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

interface Place extends AsyncDisposable {
  readonly folder: string;
  /** Runs a program in an empty environment. */
  run(
    program: typeof PROGRAMS[number],
    args: readonly string[],
    prefix?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{
    readonly code: number;
    readonly out: string;
    readonly err: string;
  }>;
}

async function newPlace(): Promise<Place> {
  const folder = await Deno.makeTempDir({ prefix: "bb ship ü " });
  await Deno.chmod(folder, 0o755);
  return {
    folder,
    async run(program, args, prefix = [], env = { HOME: folder }) {
      const command = [...prefix, resolve(join(DIST ?? "", program)), ...args];
      const [first = "", ...rest] = command;
      const { code, stdout, stderr } = await new Deno.Command(first, {
        args: rest,
        cwd: folder,
        clearEnv: true,
        env: { PATH, ...env },
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function shipped(what: string, fn: (place: Place) => Promise<void>): void {
  Deno.test({
    name: DIST === undefined
      ? `${what} (skipped: needs BUFFERBANE_DIST and root; see \`deno task ship\`)`
      : what,
    ignore: DIST === undefined || Deno.uid() !== 0,
    async fn() {
      await using place = await newPlace();
      await fn(place);
    },
  });
}

shipped(
  "packed programs say version, commit and runtime, and help in plain text",
  async ({ run }) => {
    for (const program of PROGRAMS) {
      const version = await run(program, ["--version"]);
      strictEqual(version.err, "");
      match(
        version.out,
        new RegExp(
          `^${program} \\d+\\.\\d+\\.\\d+\\+[0-9a-f]{7}(\\.changed)? \\(Deno [\\d.]+\\)\n$`,
        ),
      );
      const help = await run(program, ["--help"]);
      match(help.out, /config/);
      // deno-lint-ignore no-control-regex -- that is what is looked for
      strictEqual(/\x1b/.test(help.out), false);
    }
  },
);

shipped("packed programs work without a network", async ({ run, folder }) => {
  const alone = ["unshare", "-n"];
  const made = await run("bufferbane", ["config", "init"], alone);
  strictEqual(made.err, "");
  strictEqual((await run("bufferbane", ["config", "check"], alone)).code, 0);
  match((await run("bufferbane", ["secret"], alone)).out, /^[0-9a-f]{64}\n$/);
  const db = join(folder, "a.db");
  const lo = [
    "unshare",
    "-n",
    "sh",
    "-c",
    'ip link set lo up && exec "$@"',
    "sh",
  ];
  const ran = await run("bufferbane", [
    ...["monitor", "--db", db, "--duration", "4s", "--quiet"],
    ...["--interfaces", "lo"],
  ], lo);
  strictEqual(ran.code, 0, ran.err);
  const stats = await run(
    "bufferbane",
    ["stats", "--db", db, "--last", "1h"],
    alone,
  );
  strictEqual(stats.code, 0, stats.err);
  const png = join(folder, "chart.png");
  const chart = await run("bufferbane", [
    ...["chart", "latency_over_time", "--db", db, "--last", "1h"],
    ...["--output", png],
  ], alone);
  strictEqual(chart.code, 0, chart.err);
  strictEqual((await Deno.stat(png)).size > 10_000, true, "a picture");
});

shipped(
  "packed programs run on a read-only system",
  async ({ run, folder }) => {
    const mounts = 'mount -t tmpfs -o mode=700 none "$0" && ' +
      "mount -o remount,bind,ro / && " +
      'exec "$@"';
    for (const program of PROGRAMS) {
      const { out, err } = await run(
        program,
        ["--version"],
        ["unshare", "-m", "sh", "-c", mounts, folder],
        { BUFFERBANE_CACHE: folder },
      );
      strictEqual(err, "");
      match(out, /Deno/);
    }
  },
);

shipped(
  "packed programs run as a user without privileges and without a home",
  async ({ run }) => {
    const nobody = [
      ...[
        "setpriv",
        `--reuid=${NOBODY}`,
        `--regid=${NOBODY}`,
        "--clear-groups",
      ],
      "--bounding-set=-all",
    ];
    try {
      for (const program of PROGRAMS) {
        const { out, err } = await run(program, ["--version"], nobody, {});
        strictEqual(err, "");
        match(out, /Deno/);
      }
      const { out } = await run("bufferbane", ["doctor"], nobody, {});
      match(out, /ping/i);
    } finally {
      await Deno.remove(`/var/tmp/bufferbane-${NOBODY}`, { recursive: true });
    }
  },
);

shipped(
  "a packed monitor serves the dashboard, whatever lies in the user's folder",
  async ({ run, folder }) => {
    await Deno.writeTextFile(join(folder, "deno.json"), "{ not JSON");
    const config = join(folder, "client.conf");
    await Deno.writeTextFile(
      config,
      '[general]\ninterfaces = ["lo"]\n[dashboard]\nenabled = true\n',
      { mode: 0o600 },
    );
    // Bash can speak TCP; nothing else that can needs to be installed.
    const script = `
      ip link set lo up
      "$@" >monitor.txt & monitor=$!
      get() {
        for try in $(seq 100); do
          if { exec 3<>/dev/tcp/127.0.0.1/9878; } 2>/dev/null; then
            printf 'GET %s HTTP/1.0\\r\\nHost: 127.0.0.1:9878\\r\\n\\r\\n' "$1" >&3
            head -n 1 <&3
            exec 3>&-
            return
          fi
          sleep 0.1
        done
        cat monitor.txt
      }
      for page in / /web/main.js /web/style.css; do get "$page"; done
      kill "$monitor"
      wait "$monitor"`;
    const { code, out, err } = await run(
      "bufferbane",
      ["monitor", "--config", config, "--db", join(folder, "a.db")],
      ["unshare", "-n", "bash", "-c", script, "bash"],
    );
    strictEqual(err, "");
    strictEqual(out, "HTTP/1.0 200 OK\r\n".repeat(3));
    strictEqual(code, 0);
  },
);
