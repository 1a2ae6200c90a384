import { createHash } from "node:crypto";
import ts from "typescript";
import { applied, type Mutant } from "./mutant.ts";
import { changesOf } from "./operators.ts";

/**
 * Every mutant of a file.
 *
 * @param file From the root of the sources.
 * @param text What is in it: TypeScript.
 * @returns In the order of their places; types are left as they are.
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    /* setParentNodes */ true,
  );
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();
  function visit(node: ts.Node, within: string): void {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    for (const change of changesOf(node)) {
      const told = { file, within, ...tellChange(text, change), ...change };
      // The same change of two like lines is told apart by its number.
      const key = [file, within, told.before, told.after].join("\n");
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      mutants.push({ id: idOf(`${key}\n${count}`), ...told });
    }
    const name = nameOf(node);
    ts.forEachChild(node, (child) => visit(child, name ?? within));
  }
  visit(source, "the module");
  return mutants;
}

function tellChange(
  text: string,
  change: { readonly start: number; readonly end: number; replacement: string },
): Pick<Mutant, "line" | "before" | "after"> {
  const from = text.lastIndexOf("\n", change.start - 1) + 1;
  const newline = text.indexOf("\n", change.end);
  const to = newline === -1 ? text.length : newline;
  const changed = applied(text, change);
  return {
    line: text.slice(0, from).split("\n").length,
    before: inOneLine(text.slice(from, to)),
    after: inOneLine(
      changed.slice(from, to + changed.length - text.length),
    ),
  };
}

function inOneLine(code: string): string {
  return code.trim().replaceAll(/\s*\n\s*/g, " ");
}

function nameOf(node: ts.Node): string | undefined {
  const isNamed = ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) || ts.isClassDeclaration(node) ||
    ts.isGetAccessor(node);
  if (ts.isConstructorDeclaration(node)) return "constructor";
  return isNamed ? node.name?.getText() : undefined;
}

function idOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}
