/**
 * Writes the manual pages in `docs/operating/man/` from the command tree:
 * `deno run -A tasks/write_man_pages.ts`.
 *
 * @module
 */

import { outlineOf } from "../client/cli/command_outline.ts";
import { EXAMPLES } from "../client/cli/examples.ts";
import { EXIT } from "../client/cli/exit_codes.ts";
import { commandTree } from "../client/main.ts";
import { commandsPage, type ManSection, usagePage } from "./man_page.ts";
import type { GeneratedFile } from "./write_config_docs.ts";

const FOLDER = new URL("../docs/operating/man/", import.meta.url);

const EXIT_STATUS: ManSection = {
  title: "EXIT STATUS",
  entries: [
    [`${EXIT.done}`, "It has done what it was asked to."],
    [`${EXIT.failed}`, "It could not; standard error says why."],
    [`${EXIT.badUsage}`, "The command line or the configuration is wrong."],
    [`${EXIT.noData}`, "Nothing was measured in the period."],
  ],
};

const CLIENT = {
  description: [
    "Measures an internet line every second, keeps everything in one SQLite file, and tells what is wrong with the line, when, in which direction and whose fault it is. Without a command it measures until it is stopped.",
    "Every command takes --help.",
  ],
  sections: [
    EXIT_STATUS,
    {
      title: "FILES",
      entries: [
        [
          "client.conf",
          "The configuration, in the working directory; else ~/.config/bufferbane/client.conf, else /etc/bufferbane/client.conf; else the defaults. `bufferbane config init` writes one with every option explained.",
        ],
        [
          "~/.local/state/bufferbane/bufferbane.db",
          "The database, unless the configuration says otherwise.",
        ],
        [
          "client-config.toml",
          "What `bufferbane generate` sends, in the working directory.",
        ],
      ],
    },
    {
      title: "ENVIRONMENT",
      entries: [
        ["NO_COLOR", "When set, nothing is coloured."],
        [
          "TERM=dumb",
          "Nothing is drawn again in place: one line below the other, as a screen reader reads them.",
        ],
        [
          "TZ",
          "Whose local times are shown, e.g. Europe/Berlin; this machine's when not set.",
        ],
        [
          "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR",
          "Where the files above are, and the running monitor's socket.",
        ],
        ["BUFFERBANE_CACHE", "Where the one-file program unpacks itself."],
      ],
    },
    { title: "EXAMPLES", entries: EXAMPLES["bufferbane"] ?? [] },
    {
      title: "SEE ALSO",
      entries: [[
        "bufferbane-server(1)",
        "The server, for delay and loss of each direction.",
      ]],
    },
  ],
} as const;

const SERVER = {
  description: [
    "Answers the encrypted probes and load tests of bufferbane clients. To anyone who does not know the secret its port never answers.",
  ],
  sections: [
    { ...EXIT_STATUS, entries: EXIT_STATUS.entries.slice(0, 3) },
    {
      title: "FILES",
      entries: [[
        "server.conf",
        "The configuration; `bufferbane-server config init` writes one with every option explained.",
      ]],
    },
    { title: "SEE ALSO", entries: [["bufferbane(1)", "The client."]] },
  ],
} as const;

/** The pages as they should be. */
export async function manPages(): Promise<readonly GeneratedFile[]> {
  const tree = commandTree({ out: () => {}, err: () => {} });
  const root = await outlineOf(tree, ["bufferbane"]);
  return [
    {
      url: new URL("bufferbane.1", FOLDER),
      text: commandsPage(root, { ...CLIENT, examples: EXAMPLES }),
    },
    {
      url: new URL("bufferbane-server.1", FOLDER),
      text: usagePage(
        {
          program: "bufferbane-server",
          description: "Answers the probes of bufferbane clients",
        },
        await serverUsage(),
        SERVER,
      ),
    },
  ];
}

/** Without its first line, which names the program. */
async function serverUsage(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet"],
      new URL("../server/main.ts", import.meta.url).pathname,
      "--help",
    ],
  }).output();
  return new TextDecoder().decode(stdout).replace(/^.*\n\n/, "");
}

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const { url, text } of await manPages()) {
    await Deno.writeTextFile(url, text);
  }
}
