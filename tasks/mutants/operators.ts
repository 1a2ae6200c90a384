/** What can be made wrong with a piece of code, by its syntax. @module */

import ts from "typescript";

/** A piece of a file, and what to put there. */
export interface Change {
  /** In UTF-16 units from the start of the file. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Each becomes each of those beside it. */
const SWAPS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">"],
  "<=": ["<", ">="],
  ">": [">=", "<"],
  ">=": [">", "<="],
  "===": ["!=="],
  "!==": ["==="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "&": ["|"],
  "|": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": ["<<"],
  "+=": ["-="],
  "-=": ["+="],
  "++": ["--"],
  "--": ["++"],
};

/** Functions of `Math` that are easily taken for each other. */
const MATH: Readonly<Record<string, string>> = {
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
};

/**
 * Every change of one node, not of what is inside it.
 *
 * @param node Of a tree whose nodes know their parents.
 * @returns None for most.
 */
export function changesOf(node: ts.Node): Change[] {
  if (ts.isBinaryExpression(node)) return operatorChanges(node);
  if (ts.isPrefixUnaryExpression(node)) return prefixChanges(node);
  if (ts.isPostfixUnaryExpression(node)) return postfixChanges(node);
  if (ts.isNumericLiteral(node)) return numberChanges(node);
  if (ts.isBigIntLiteral(node)) return bigintChanges(node);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [put(node, "false")];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [put(node, "true")];
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
    return [negated(node.expression)];
  }
  if (ts.isConditionalExpression(node)) return [negated(node.condition)];
  if (ts.isPropertyAccessExpression(node)) return mathChanges(node);
  if (ts.isExpressionStatement(node)) return removalOf(node);
  if (ts.isThrowStatement(node)) return [put(node, ";")];
  return [];
}

function put(node: ts.Node, replacement: string): Change {
  return { start: node.getStart(), end: node.getEnd(), replacement };
}

function negated(condition: ts.Expression): Change {
  return put(condition, `!(${condition.getText()})`);
}

function operatorChanges(node: ts.BinaryExpression): Change[] {
  const operator = node.operatorToken.getText();
  // Joined texts cannot be subtracted: that would not even compile.
  if (operator === "+" && [node.left, node.right].some(isText)) return [];
  return swaps(node.operatorToken, operator);
}

function isText(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return isText(node.left);
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function prefixChanges(node: ts.PrefixUnaryExpression): Change[] {
  const operator = ts.tokenToString(node.operator) ?? "";
  const start = node.getStart();
  const place = { start, end: start + operator.length };
  if (operator === "!" || operator === "-") {
    return [{ ...place, replacement: "" }];
  }
  return (operator.length === 2 ? SWAPS[operator] ?? [] : [])
    .map((replacement) => ({ ...place, replacement }));
}

function postfixChanges(node: ts.PostfixUnaryExpression): Change[] {
  const operator = ts.tokenToString(node.operator) ?? "";
  const end = node.getEnd();
  return (SWAPS[operator] ?? []).map((replacement) => ({
    start: end - operator.length,
    end,
    replacement,
  }));
}

function swaps(token: ts.Node, operator: string): Change[] {
  return (SWAPS[operator] ?? []).map((other) => put(token, other));
}

function numberChanges(node: ts.NumericLiteral): Change[] {
  if (isName(node)) return [];
  const value = Number(node.text);
  return [literal(node, value + 1), literal(node, value - 1)];
}

function bigintChanges(node: ts.BigIntLiteral): Change[] {
  if (isName(node)) return [];
  const value = BigInt(node.text.replace(/n$/, ""));
  return [literal(node, value + 1n), literal(node, value - 1n)];
}

function literal(node: ts.Node, value: number | bigint): Change {
  const text = typeof value === "bigint" ? `${value}n` : `${value}`;
  return put(node, value < 0 ? `(${text})` : text);
}

/** `{ 4: "four" }` or `const { 4: four }`: the number there is a name. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isBindingElement(parent)
    ? parent.propertyName === node
    : ts.isObjectLiteralElementLike(parent) && parent.name === node;
}

function mathChanges(node: ts.PropertyAccessExpression): Change[] {
  if (node.expression.getText() !== "Math") return [];
  const other = MATH[node.name.text];
  return other === undefined ? [] : [put(node.name, other)];
}

function removalOf(node: ts.ExpressionStatement): Change[] {
  const { expression } = node;
  const isSuper = ts.isCallExpression(expression) &&
    expression.expression.kind === ts.SyntaxKind.SuperKeyword;
  return isSuper || ts.isStringLiteral(expression) ? [] : [put(node, ";")];
}
