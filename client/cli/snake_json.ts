export { snakeJson } from "../export/snake_json.ts";
