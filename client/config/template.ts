import { comment } from "@bufferbane/wording";
import { tomlName } from "@bufferbane/wording/toml";
import { SECTIONS } from "./schema.ts";
import type { AnySection, Setting } from "./setting.ts";
import { tomlValue } from "./toml.ts";

const PREAMBLE = `bufferbane: the configuration of the client.

Everything here is optional, and every line shows the default. To change one, take away the \
# in front of it (for a [[block]], also the one in front of its name), then run \
\`bufferbane config check\`.

The first of these files that exists is used: the one after --config, ./client.conf, \
$XDG_CONFIG_HOME/bufferbane/client.conf (~/.config if unset), /etc/bufferbane/client.conf.`;

/** `client.conf.template`: every section and key, each key commented out. */
export function renderTemplate(): string {
  const sections = Object.entries<AnySection>(SECTIONS).map(renderSection);
  return [comment(PREAMBLE), ...sections].join("\n\n\n") + "\n";
}

function renderSection([name, section]: [string, AnySection]): string {
  // A [[block]] that is there counts as an entry; an empty [section] is none.
  const header = section.repeats ? `#[[${name}]]` : `[${name}]`;
  const settings = Object.entries(section.keys).map(([key, setting]) =>
    `${comment(remarks(setting))}\n` +
    `#${tomlName(key)} = ${tomlValue(setting.default)}`
  );
  return [`${comment(section.doc)}\n${header}`, ...settings].join("\n\n");
}

function remarks(setting: Setting<unknown>): string {
  const { doc, shape, reason, isRequired } = setting;
  return [
    doc,
    `- Allowed: ${shape.allowed}.`,
    isRequired ? "- Required." : `- Default because ${reason}.`,
  ].join("\n");
}
