import { comment } from "@bufferbane/wording";
import { tomlName } from "@bufferbane/wording/toml";
import { SECTION_DOCS, SECTIONS, type Setting } from "./schema.ts";

const PREAMBLE = `bufferbane-server: the configuration of the server.

Only a secret is required: run \`bufferbane-server secret\` and put what it prints into \
security.shared_secret, here and in client.conf. Every other line shows the default; to change \
one, take away the # in front of it. Then run \`bufferbane-server config check FILE\`. Keep this \
file readable by its owner alone (chmod 600).`;

/** `server.conf.template`: every section and key. */
export function renderTemplate(): string {
  const sections = Object.entries(SECTIONS).map(([name, keys]) => {
    const header = name === "clients" ? `#[[${name}]]` : `[${name}]`;
    const doc = SECTION_DOCS[name as keyof typeof SECTIONS]; // entries() widens
    const settings = Object.entries<Setting<unknown>>(keys).map(renderSetting);
    return [`${comment(doc)}\n${header}`, ...settings].join("\n\n");
  });
  return [comment(PREAMBLE), ...sections].join("\n\n\n") + "\n";
}

function renderSetting([key, setting]: [string, Setting<unknown>]): string {
  const { doc, shape } = setting;
  const remarks = `${doc}\n- Allowed: ${shape.allowed}.`;
  return `${comment(remarks)}\n#${tomlName(key)} = ${
    JSON.stringify(setting.default) // also TOML for texts, numbers, booleans
  }`;
}
