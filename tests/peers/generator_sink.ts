/**
 * A web server that takes every POST and costs next to nothing, for
 * `generator_rate.ts`: `generator_sink.ts PORT [FOLDER]`, over TLS where FOLDER
 * has a `cert.pem` and a `key.pem`. It prints how many bytes of bodies it has
 * had, four times a second.
 *
 * @module
 */

const CHUNK_BYTES = 1 << 18;
const ANSWER = new TextEncoder().encode(
  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
);
const HEAD_END = "\r\n\r\n";
const latin1 = new TextDecoder("latin1");

let bodyBytes = 0;

async function take(connection: Deno.Conn): Promise<void> {
  using _closed = connection;
  const chunk = new Uint8Array(CHUNK_BYTES);
  let leftBytes = 0;
  let head = "";
  for (;;) {
    const count = await connection.read(chunk);
    if (count === null) return;
    for (let at = 0; at < count;) {
      if (leftBytes === 0) {
        const before = head.length;
        head += latin1.decode(chunk.subarray(at, count));
        const end = head.indexOf(HEAD_END);
        if (end < 0) break;
        at += end + HEAD_END.length - before;
        leftBytes = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
        head = "";
      }
      const part = Math.min(leftBytes, count - at);
      at += part;
      leftBytes -= part;
      bodyBytes += part;
      if (leftBytes === 0) await connection.write(ANSWER);
    }
  }
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

const [port = "8080", folder] = Deno.args;
const place = { hostname: "0.0.0.0", port: Number(port) };
const listener = folder === undefined ? Deno.listen(place) : Deno.listenTls({
  ...place,
  cert: Deno.readTextFileSync(`${folder}/cert.pem`),
  key: Deno.readTextFileSync(`${folder}/key.pem`),
});
print("listening");
setInterval(() => print(`${bodyBytes}`), 250);
for await (const connection of listener) {
  // Whoever breaks off is counted as far as it came.
  take(connection).catch((error) => print(`broken off: ${error}`));
}
