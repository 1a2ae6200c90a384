/**
 * Writes `server.conf.template` from the table in `server/config/schema.ts`:
 * `deno run -A tasks/write_server_template.ts`.
 *
 * @module
 */

import { renderTemplate } from "../server/config/template.ts";

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("../server.conf.template", import.meta.url),
    renderTemplate(),
  );
}
