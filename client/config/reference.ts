import { tomlName } from "@bufferbane/wording/toml";
import { SECTIONS } from "./schema.ts";
import type { AnySection, Setting } from "./setting.ts";
import { tomlValue } from "./toml.ts";

const PREAMBLE = `# Configuration of the client

<!-- Written by \`deno run -A tasks/write_config_docs.ts\` from client/config/schema.ts. -->

Without any file, \`bufferbane\` runs on the defaults below. \`bufferbane config init\` writes a
template with all of them, \`bufferbane config check\` says what is wrong with a file, all at once and
with line numbers, and \`bufferbane config show\` says which values apply and where they come from.

The file is TOML. The first of these that exists is used: the file after \`--config\`,
\`./client.conf\`, \`$XDG_CONFIG_HOME/bufferbane/client.conf\` (\`~/.config\` if unset),
\`/etc/bufferbane/client.conf\`. Unknown keys, wrong types and impossible values are refused.
`;

/** `docs/configuration.md`: every section and key, as Markdown. */
export function renderReference(): string {
  const sections = Object.entries<AnySection>(SECTIONS).map(renderSection);
  return [PREAMBLE, ...sections].join("\n");
}

function renderSection([name, section]: [string, AnySection]): string {
  const settings = Object.entries(section.keys);
  const header = section.repeats ? `[[${name}]]` : `[${name}]`;
  return [
    `## \`${header}\`\n`,
    `${prose(section.doc)}\n`,
    ...settings.map(([key, setting]) => renderSetting(key, setting)),
    "",
  ].join("\n");
}

function renderSetting(
  key: string,
  { doc, shape, reason, isRequired, default: usual }: Setting<unknown>,
): string {
  const value = isRequired
    ? "required"
    : `default \`${tomlValue(usual)}\` because ${prose(reason)}`;
  return `- **\`${tomlName(key)}\`**: ${prose(doc)} ` +
    `Allowed: ${prose(shape.allowed)}; ${value}.`;
}

/** Escapes what Markdown would read as its own, except within `code`. */
function prose(text: string): string {
  return text.split("`").map((part, i) =>
    i % 2 === 1 ? part : part.replace(/[[\]*_<>$~]/g, "\\$&")
  ).join("`");
}
