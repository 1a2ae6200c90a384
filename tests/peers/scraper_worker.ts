/// <reference lib="deno.worker" />
/**
 * Fetches a page ten times a second, in a thread of its own, while it is told
 * the page's address; nothing while it is told `""`.
 *
 * @module
 */

const EVERY_MS = 100;

let url = "";
self.onmessage = ({ data }: MessageEvent<string>) => {
  url = data;
};

setInterval(async () => {
  if (url !== "") await (await fetch(url)).bytes();
}, EVERY_MS);
