import type { Lab } from "../lab/mod.ts";
import type { EchoAnswer, EchoRequest, EchoSetting } from "./rounds_main.ts";

/** What ECHOs are sent to. */
export const ECHO_PORT = 9876;

/** A client that sends rounds when told. */
export interface EchoClient extends AsyncDisposable {
  /** Sends rounds, and says what became of them. */
  run(request: EchoRequest): Promise<EchoAnswer>;
}

/** A secret as the program makes them. */
export const SECRET =
  "ce4c0ef267334222869bf09e57edb2f8267f1e0ed8bdc69c47d959295f889590";

/** The server's program, in its namespace. */
export interface EchoServer extends AsyncDisposable {
  /** Ends it and starts it anew. */
  restart(): Promise<void>;
}

/**
 * The real server, in the lab's server namespace.
 *
 * @param lab Where.
 */
export async function startLabServer(lab: Lab): Promise<EchoServer> {
  const folder = await Deno.makeTempDir({ prefix: "bb-echo-" });
  const path = `${folder}/server.conf`;
  const toml = `[general]
bind_port = ${ECHO_PORT}
status_socket = "${folder}/status.sock"
[security]
shared_secret = "${SECRET}"
[limits]
echo_pps = 1000
`;
  await Deno.writeTextFile(path, toml, { mode: 0o600 });
  const start = () =>
    lab.deno(lab.server, "server/main.ts", {
      args: ["--config", path],
      ready: /listening on/,
    });
  let program = await start();
  return {
    async restart() {
      await program.stop();
      program = await start();
    },
    async [Symbol.asyncDispose]() {
      await program.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/**
 * Bufferbane's own ECHO probe, in the lab's client namespace.
 *
 * @param lab Where.
 * @param setting What is not as usual.
 * @returns It, its session open.
 */
export async function startLabClient(
  lab: Lab,
  setting: Partial<EchoSetting> = {},
): Promise<EchoClient> {
  const whole: EchoSetting = {
    address: lab.server4,
    port: ECHO_PORT,
    secret: SECRET,
    device: lab.interfaces[0].name,
    ratePpm: 0,
    ...setting,
  };
  const script = await lab.deno(lab.client, "tests/echo/rounds_main.ts", {
    args: [JSON.stringify(whole)],
    ready: /^open$/,
  });
  return {
    // Written by rounds_main.ts.
    run: async (request) =>
      JSON.parse(await script.ask(JSON.stringify(request))) as EchoAnswer,
    [Symbol.asyncDispose]: () => script.stop(),
  };
}
