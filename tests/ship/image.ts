/**
 * Builds an image without Docker: executes the steps of its Dockerfile in a
 * copy of a Debian, then starts it as the file says, with a read-only root, no
 * capabilities and no network. Needs root.
 *
 *     debootstrap --variant=minbase bookworm /tmp/debian
 *     BUFFERBANE_DIST=dist deno run -A tests/ship/image.ts bufferbane /tmp/debian
 *
 * @module
 */

import { join, resolve } from "node:path";
import { SECRET } from "../echo/echo_lab.ts";
import { figure } from "../torture/figures.ts";

const [name = "bufferbane", debian = ""] = Deno.args;
const dist = resolve(Deno.env.get("BUFFERBANE_DIST") ?? "dist");
const DOCKERFILES = new URL("../../docs/operating/docker/", import.meta.url)
  .pathname;
/** What the container is told instead of its `CMD`, since there is no network. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  "bufferbane": ["monitor", "--duration", "5s", "--interfaces", "lo"],
  "bufferbane-server": ["--config", "/etc/bufferbane/server.conf"],
};

/** What the steps so far have set. */
interface Image {
  readonly root: string;
  env: Record<string, string>;
  user: string;
  entry: readonly string[];
}

async function run(command: readonly string[]): Promise<void> {
  const [program = "", ...args] = command;
  const { success } = await new Deno.Command(program, { args }).spawn().status;
  if (!success) throw new Error(`Cannot go on as this failed: ${command}`);
}

/** As Docker has them: /proc, devices, ping sockets for everyone. */
const MOUNTS = 'mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && ' +
  'mount --bind /dev "$0/dev" && ' +
  'echo "0 2147483647" >"$0/proc/sys/net/ipv4/ping_group_range"';
/** As the Dockerfiles say to start them: their folders, and a read-only root. */
const READ_ONLY =
  'for folder in run/bufferbane data; do [ ! -d "$0/$folder" ] || ' +
  'mount -t tmpfs -o uid=65532,mode=0700 none "$0/$folder"; done && ' +
  'mount -o remount,bind,ro "$0" && ip link set lo up';

/** A command inside, as the image's user. */
function inside(
  { root, env, user }: Image,
  command: readonly string[],
  mounts = MOUNTS,
): readonly string[] {
  const [uid = "0", gid = uid] = user.split(":");
  return [
    ...["unshare", "-m", "-n", "sh", "-c", `${mounts} && exec "$@"`, root],
    ...["env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"],
    ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
    ...["chroot", `--userspec=${uid}:${gid}`, root, ...command],
  ];
}

async function step(image: Image, line: string): Promise<void> {
  const [, word = "", rest = ""] = /^(\w+)\s+(.*)$/s.exec(line) ?? [];
  const list: readonly string[] = rest.startsWith("[") ? JSON.parse(rest) : [];
  switch (word) {
    case "COPY": {
      const [from = "", to = ""] = rest.split(" ").slice(-2);
      await run(["install", "-m", "0755", join(dist, from), image.root + to]);
      return;
    }
    case "RUN":
      await run(inside(image, list.length > 0 ? list : ["sh", "-c", rest]));
      return;
    case "ENV":
      for (const pair of rest.split(" ")) {
        const [key = "", value = ""] = pair.split("=");
        image.env[key] = value;
      }
      return;
    case "USER":
      image.user = rest;
      return;
    case "ENTRYPOINT":
      image.entry = list;
      return;
    case "FROM":
    case "WORKDIR":
    case "VOLUME":
    case "EXPOSE":
    case "HEALTHCHECK":
    case "CMD":
      return;
  }
  throw new SyntaxError(`Cannot execute ${word} of the Dockerfile`);
}

const root = await Deno.makeTempDir({ prefix: "bb-image-" });
try {
  await run(["cp", "-a", `${debian}/.`, root]);
  const image: Image = { root, env: {}, user: "0", entry: [] };
  const text = await Deno.readTextFile(join(DOCKERFILES, `${name}.Dockerfile`));
  const lines = text.replaceAll(/\\\n\s*/g, "").split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  for (const line of lines) await step(image, line);
  figure(name, `${lines.length} steps executed`, true);
  if (name === "bufferbane-server") {
    await run([
      ...["chroot", root, "sh", "-c"],
      "mkdir -p /etc/bufferbane && cd /etc/bufferbane && " +
      `printf '[security]\\nshared_secret = "${SECRET}"\\n' >server.conf && ` +
      "chown 65532 server.conf && chmod 600 server.conf",
    ]);
  }
  const [program = "", ...args] = inside(image, [
    ...["setpriv", "--no-new-privs", "--bounding-set=-all"],
    ...["timeout", "--preserve-status", "--signal=TERM", "8"],
    ...image.entry,
    ...TOLD[name] ?? [],
  ], `${MOUNTS} && ${READ_ONLY}`);
  const { code } = await new Deno.Command(program, { args }).spawn().status;
  figure(`${name}, with a read-only root, ended`, `exit ${code}`, code === 0);
} finally {
  await Deno.remove(root, { recursive: true });
}
