/** What the documents tell their readers to type. @module */

import { join } from "node:path";

/** A fenced block of a document. */
export interface Block {
  /** The document, from the top of the workspace. */
  readonly path: string;
  /** Its first line, counted from 1. */
  readonly line: number;
  /** Its language, e.g. `"sh"`. */
  readonly language: string;
  /** What stands in it. */
  readonly text: string;
  /**
   * The comments right above it, which readers do not see: `not run: WHY`,
   * `adds: OPTIONS` to its only command, `writes: FILE`,
   * `replaces in FILE: LINE`.
   */
  readonly notes: readonly string[];
}

/**
 * All blocks of a document.
 *
 * @param path The document, for messages.
 * @param markdown Its text.
 */
export function blocksOf(path: string, markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let notes: string[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = /^\s*```(\w*)/.exec(text);
    const note = /^<!-- (.*) -->$/.exec(text)?.[1];
    if (open !== undefined) {
      if (fence === null) open.lines.push(text);
      else {
        const { line, language, lines } = open;
        blocks.push({ path, line, language, notes, text: lines.join("\n") });
        [open, notes] = [undefined, []];
      }
    } else if (fence !== null) {
      open = { line: index + 2, language: fence[1] ?? "", lines: [] };
    } else if (note !== undefined) notes.push(note);
    else if (text.trim() !== "") notes = [];
  }
  return blocks;
}

/**
 * The rest of the note that begins so.
 *
 * @param block Which block.
 * @param beginning E.g. `"not run: "`.
 */
export function noteOf(block: Block, beginning: string): string | undefined {
  return block.notes.find((note) => note.startsWith(beginning))
    ?.slice(beginning.length);
}

/** The commands of a shell block; lines that end with a backslash go on. */
export function commandsOf({ text }: Block): readonly string[] {
  return text.replaceAll(/\\\n\s*/g, "").split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Text in backquotes, outside of blocks. */
export function inlineCodeOf(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^\s*```[^]*?^\s*```/gm, "");
  return [...prose.matchAll(/`([^`]+)`/g)]
    .map(([, code = ""]) => code.replaceAll(/\s+/g, " "));
}

/**
 * The documents that users and contributors read, `README.md` first.
 *
 * @param root The top of the workspace.
 */
export async function documents(root: string): Promise<readonly string[]> {
  const pages: string[] = [];
  for (const folder of ["docs", "docs/operating"]) {
    for await (const { name, isFile } of Deno.readDir(join(root, folder))) {
      if (isFile && name.endsWith(".md")) pages.push(`${folder}/${name}`);
    }
  }
  return ["README.md", "CONTRIBUTING.md", ...pages.sort()];
}
