import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { MAY_IMPORT } from "../../tasks/lint_plugin.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PAGE = Deno.readTextFileSync(join(ROOT, "docs/architecture.md"));

/** What stands between backticks. */
function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}

/** All pages, from the top folder. */
function pages(): readonly string[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true })
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...docs];
}

/** The lines of "The folders": how deep, and what is named. */
function folders(): readonly string[] {
  const [, tree = ""] = PAGE.split("## The folders");
  let above = "";
  return tree.split("\n").flatMap((line) => {
    const [, spaces = "", name] = /^ {4}( *)(\w+\/)/.exec(line) ?? [];
    if (name === undefined) return [];
    if (spaces === "") above = name;
    return [spaces === "" ? name : above + name];
  });
}

Deno.test("docs/architecture.md names only files and folders that there are", () => {
  const paths = quoted(PAGE).filter((word) => /^[\w.]+\/[\w./]*$/.test(word));
  ok(paths.length > 20, `${paths.length} paths`);
  const missing = [...paths, ...folders()].filter((path) =>
    !["", "client"].some((under) => existsSync(join(ROOT, under, path)))
  );
  deepStrictEqual(missing, []);
});

Deno.test("docs/architecture.md names every folder of the product", () => {
  const inside = (folder: string) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => join(folder, name, "/"));
  const notSources = ["coverage/", "dist/", "node_modules/", "release/"];
  const there = [...inside(""), ...inside("client")];
  deepStrictEqual(
    there.filter((folder) =>
      !folders().includes(folder) && !notSources.includes(folder)
    ),
    [],
  );
});

Deno.test("docs/architecture.md says who may import whom as the lint rule does", () => {
  const rows = PAGE.split("\n").flatMap((line) => {
    const [, layer = "", mayImport = ""] = line.split("|");
    const [name = ""] = quoted(layer);
    return name in MAY_IMPORT ? [[name, quoted(mayImport)] as const] : [];
  });
  const layers = Object.keys(MAY_IMPORT);
  // Packages are the business of deno.json; a client's layer needs no prefix.
  const said = rows.map(([name, words]) => [
    name,
    words.map((word) => layers.includes(word) ? word : `client/${word}`)
      .filter((word) => layers.includes(word)).toSorted(),
  ]);
  deepStrictEqual(
    Object.fromEntries(said),
    Object.fromEntries(
      Object.entries(MAY_IMPORT).map((
        [name, others],
      ) => [name, others.toSorted()]),
    ),
  );
});

/** A page without its blocks of code. */
function proseOf(page: string): string {
  return Deno.readTextFileSync(join(ROOT, page))
    .replaceAll(/```[\s\S]*?```/g, "");
}

/** What links to a page's headings may end in, as GitHub makes it of them. */
function anchorsOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-")
  );
}

Deno.test("every link between pages leads somewhere", () => {
  const broken = pages().flatMap((page) =>
    [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      const isThere = existsSync(join(ROOT, target)) &&
        (anchor === undefined || anchorsOf(target).includes(anchor));
      return isThere ? [] : [`${page}: ${link}`];
    })
  );
  deepStrictEqual(broken, []);
});

Deno.test("every decision has a number of its own, and says it", () => {
  const names = readdirSync(join(ROOT, "docs/decisions"));
  const numbers = names.map((name) => Number(name.slice(0, 4)));
  strictEqual(new Set(numbers).size, names.length, names.join(" "));
  for (const [i, name] of names.entries()) {
    const page = join(ROOT, "docs/decisions", name);
    const [heading = ""] = Deno.readTextFileSync(page).split("\n", 1);
    ok(heading.startsWith(`# ${numbers[i]}. `), `${name}: ${heading}`);
  }
});
