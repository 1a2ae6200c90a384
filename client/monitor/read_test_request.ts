import type { ControlRequest } from "./control.ts";
import type { TestRequest, TestWish } from "./test_request.ts";

/** A line of JSON is no more than that: nobody has checked it. */
type Unchecked = ControlRequest;

const MAX_TEXT = 255;
const LIMITS = {
  flows: { min: 1, max: 16 },
  loadMs: { min: 1_000, max: 30_000 },
  restMs: { min: 1_000, max: 60_000 },
  durationMs: { min: 1, max: 30_000 },
} as const;

/**
 * Checks a request for a load test, as it came over the control socket.
 *
 * @param request What came.
 * @throws {SyntaxError} Where it is none, with what was found.
 */
export function readTestRequest(request: Unchecked): TestRequest {
  const wish: TestWish = {
    interface: textOf(request, "interface"),
    server: textOf(request, "server"),
    flows: numberOf(request, "flows"),
    isOverBudget: request["isOverBudget"] === true,
  };
  if (request["request"] === "bloat") {
    return {
      request: "bloat",
      url: urlOf(request),
      loadMs: numberOf(request, "loadMs"),
      restMs: numberOf(request, "restMs"),
      ...wish,
    };
  }
  return {
    request: "throughput",
    method: oneOf(request, "method", ["train", "search", "tcp"]),
    directions: directionsOf(request),
    durationMs: numberOf(request, "durationMs"),
    ...wish,
  };
}

function textOf(request: Unchecked, name: string): string {
  const value = request[name];
  if (typeof value === "string" && value.length <= MAX_TEXT) return value;
  throw fault(request, name, `a text of at most ${MAX_TEXT} characters`);
}

function urlOf(request: Unchecked): string {
  const url = textOf(request, "url");
  if (url === "" || /^https?:/.test(url) && URL.canParse(url)) return url;
  throw fault(request, "url", "a http:// or https:// address");
}

function numberOf(request: Unchecked, name: keyof typeof LIMITS): number {
  const value = request[name];
  const { min, max } = LIMITS[name];
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw fault(request, name, `${min} to ${max}`);
}

function oneOf<const Choice extends string>(
  request: Unchecked,
  name: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === request[name]);
  if (found !== undefined) return found;
  throw fault(request, name, choices.join(", "));
}

function directionsOf(request: Unchecked): readonly ("up" | "down")[] {
  const value = request["directions"];
  const ways: readonly unknown[] = Array.isArray(value) ? value : [];
  const known = ways.flatMap((way) =>
    way === "up" || way === "down" ? [way] as const : []
  );
  const isValid = known.length === ways.length && known.length > 0 &&
    new Set(known).size === known.length;
  if (isValid) return known;
  throw fault(request, "directions", '["down"], ["up"] or both');
}

function fault(
  request: Unchecked,
  name: string,
  allowed: string,
): SyntaxError {
  return new SyntaxError(
    `Cannot use ${name}: found ${
      JSON.stringify(request[name]) ?? "nothing"
    } (allowed: ${allowed})`,
  );
}
