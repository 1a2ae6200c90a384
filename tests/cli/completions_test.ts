import { deepStrictEqual } from "node:assert/strict";
import { completionsFor } from "../../client/cli/completions.ts";
import { allOutlines, outlineOf } from "../../client/cli/command_outline.ts";
import { commandTree, FALLBACK } from "../../client/main.ts";
import { run } from "../lab/command.ts";
import { testWithTools } from "../support/skip.ts";
import { temporaryFolder, until } from "./program.ts";
import { openTerminal } from "./terminal.ts";

const PROGRAM = {
  root: commandTree({ out: () => {}, err: () => {} }),
  fallback: FALLBACK,
};

/** What is typed, the last word unfinished, and what is offered for it. */
const TYPED: readonly {
  readonly words: readonly string[];
  readonly offered: readonly string[];
  readonly why: string;
}[] = [
  { words: ["cha"], offered: ["chart", "charts"], why: "a command" },
  {
    words: ["config", "i"],
    offered: ["init"],
    why: "a command below a command",
  },
  { words: ["--verb"], offered: ["--verbose"], why: "the default command" },
  { words: ["chart", "--th"], offered: ["--theme"], why: "an option" },
  {
    words: ["chart", "--theme", ""],
    offered: ["dark", "light"],
    why: "one of a few words",
  },
  {
    words: ["chart", "dai"],
    offered: ["daily_heatmap"],
    why: "a word in its place",
  },
  {
    words: ["compare", "interfaces", "--rep"],
    offered: [],
    why: "not the options of the command `interfaces`",
  },
  {
    words: ["stats", "--config", "only_"],
    offered: ["only_file.conf"],
    why: "a file",
  },
  {
    words: ["stats", "--interfaces", "l"],
    offered: ["lo"],
    why: "an interface",
  },
];

const NAMES = allOutlines(await outlineOf(PROGRAM.root, ["bufferbane"]));

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(`completionsFor(${shell}) knows every command and option`, async () => {
    const script = await completionsFor(shell, PROGRAM);
    const missing = NAMES.flatMap(({ path, options }) => [
      path.at(-1) ?? "",
      ...options.map(({ name }) =>
        shell === "fish" ? `-l ${name}` : `--${name}`
      ),
    ]).filter((name) => !script.includes(name));
    deepStrictEqual(missing, []);
  });
}

testWithTools("bash offers what completionsFor() says", ["bash"], async () => {
  await using folder = await scriptFolder("bash");
  const ask = (words: readonly string[]) =>
    run([
      ...["env", `--chdir=${folder.path}`, "bash", "--norc", "-c"],
      'source ./script && COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) &&' +
      ' _bufferbane; printf "%s\\n" "${COMPREPLY[@]}"',
      ...["bash", "bufferbane", ...words],
    ]);
  await checkOffers(ask);
});

testWithTools("fish offers what completionsFor() says", ["fish"], async () => {
  await using folder = await scriptFolder("fish");
  const ask = async (words: readonly string[]) => {
    const offers = await run([
      ...["env", `--chdir=${folder.path}`, `HOME=${folder.path}`],
      ...["fish", "--no-config", "-c"],
      `source ./script; complete -C 'bufferbane ${words.join(" ")}'`,
    ]);
    return offers.replaceAll(/\t.*/g, "");
  };
  await checkOffers(ask);
});

testWithTools(
  "zsh completes as completionsFor() says",
  ["zsh", "tmux"],
  async () => {
    await using folder = await scriptFolder("zsh");
    await using terminal = await openTerminal(
      ["env", `--chdir=${folder.path}`, `HOME=${folder.path}`, "zsh", "-f"],
      { columns: 100, rows: 30, folder: folder.path },
    );
    const sees = async (text: string) =>
      (await terminal.screen()).some((line) => line.includes(text));
    await terminal.type(
      "PS1='> '; autoload -Uz compinit; compinit -u -D; source ./script; echo rea''dy",
    );
    await terminal.type("Enter");
    await until(() => sees("ready"), () => "zsh");
    for (const { words, offered } of TYPED) {
      const [only, ...others] = offered;
      // What is offered alone is written out.
      if (only === undefined || others.length > 0) continue;
      await terminal.type("C-u");
      await terminal.type(`bufferbane ${words.join(" ")}`);
      await terminal.type("Tab");
      const line = ["bufferbane", ...words.slice(0, -1), only].join(" ");
      await until(() => sees(line), () => line);
    }
  },
);

/** A folder with a script, and a file to complete. */
async function scriptFolder(shell: "bash" | "zsh" | "fish") {
  const folder = await temporaryFolder();
  const script = await completionsFor(shell, PROGRAM);
  await Deno.writeTextFile(`${folder.path}/script`, script);
  await Deno.writeTextFile(`${folder.path}/only_file.conf`, "");
  return folder;
}

async function checkOffers(
  ask: (words: readonly string[]) => Promise<string>,
): Promise<void> {
  const found = await Promise.all(TYPED.map(async ({ words, why }) => ({
    why,
    offered: (await ask(words)).split("\n").filter(Boolean).sort(),
  })));
  deepStrictEqual(
    found,
    TYPED.map(({ why, offered }) => ({ why, offered: [...offered] })),
  );
}
