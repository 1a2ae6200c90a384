/** Where this program begins; packing renames it. */
const MAIN = new URL("../main.ts", import.meta.url);
/** As a packed program is started: a `deno.json` that lies in the user's folder
 * is none of its business. From source, the workspace's is. */
const SEALED = ["--no-config", "--no-lock", "--no-npm", "--no-remote"];

/**
 * What `Deno.execPath()` has to be told to run this very program again.
 *
 * @param word Its first argument.
 * @param main Its first module.
 */
export function ownProgram(word: string, main: URL = MAIN): readonly string[] {
  if (Deno.build.standalone) return [word];
  const isPacked = main.pathname.endsWith(".js");
  return [
    ...["run", "--quiet", "--allow-all", ...(isPacked ? SEALED : [])],
    main.href,
    word,
  ];
}
