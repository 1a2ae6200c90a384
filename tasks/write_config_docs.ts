/**
 * Writes `client.conf.template` and `docs/configuration.md` from the table in
 * `client/config/schema.ts`: `deno run -A tasks/write_config_docs.ts`.
 *
 * @module
 */

import { renderReference } from "../client/config/reference.ts";
import { renderTemplate } from "../client/config/template.ts";

/** A file to be written. */
export interface GeneratedFile {
  /** Where to. */
  readonly url: URL;
  /** What. */
  readonly text: string;
}

/** The files as they should be. */
export async function configDocs(): Promise<GeneratedFile[]> {
  return [
    {
      url: new URL("../client.conf.template", import.meta.url),
      text: renderTemplate(),
    },
    {
      url: new URL("../docs/configuration.md", import.meta.url),
      text: await formatted(renderReference()),
    },
  ];
}

/** Markdown as `deno fmt` wants it, so that `deno fmt --check` is content. */
async function formatted(markdown: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--no-config", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = fmt.stdin.getWriter();
  await input.write(new TextEncoder().encode(markdown));
  await input.close();
  const { stdout, success } = await fmt.output();
  if (!success) throw new Error("Cannot format the Markdown: deno fmt failed");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const { url, text } of await configDocs()) {
    await Deno.writeTextFile(url, text);
  }
}
