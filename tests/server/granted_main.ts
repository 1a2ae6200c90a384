/**
 * A client with a grant for connections: `granted_main.ts ADDRESS PORT SECRET`.
 * Says `granted`, and when told anything, whether a connection of its own is
 * answered.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { LoadClient } from "./load_client.ts";

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const [server = "", port = "", secret = ""] = Deno.args;
using libc = openLibc();
using client = new LoadClient(libc, { server, port: Number(port), secret });
const answer = client.request("throughputStart");
say(answer?.kind === "throughputStats" ? "granted" : "refused");
await Deno.stdin.read(new Uint8Array(80));
say(client.connect() === undefined ? "silence" : "connected");
