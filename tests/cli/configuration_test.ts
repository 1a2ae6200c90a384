import { deepStrictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { finish, openBareNamespace, temporaryFolder } from "./program.ts";

interface Row {
  readonly toml: string | Uint8Array;
  readonly says: readonly string[];
  readonly why: string;
}

const ROWS: readonly Row[] = [
  {
    toml: "[general]\ntest_interval = 1000\n",
    says: [
      "client.conf:2: general.test_interval is not a setting (did you mean test_interval_ms?)",
    ],
    why: "an unknown key: the nearest is named",
  },
  {
    toml: '[general]\ntest_interval_ms = "fast"\n',
    says: [
      'client.conf:2: general.test_interval_ms is "fast" (allowed: a whole number, 100 to 60000 ms)',
    ],
    why: "a wrong type",
  },
  {
    toml: "[general]\ntest_interval_ms = 5\n[[interface]]\nname = 1\n",
    says: [
      "client.conf:2: general.test_interval_ms is 5 (allowed: 100 to 60000 ms)",
      "client.conf:3: [interface] is not a section (did you mean [interfaces]?)",
    ],
    why: "an impossible value and an unknown section: all is said at once",
  },
  {
    toml: "[general\n",
    says: [
      "client.conf:1: not valid TOML at column 9: illegal character in key",
    ],
    why: "no TOML",
  },
  {
    toml: new Uint8Array([0xff, 0xfe]),
    says: [
      "Cannot read ./client.conf as line 1 is not UTF-8 text (save it as UTF-8)",
    ],
    why: "not even text",
  },
];

testInNamespaces(
  "bufferbane says all that is wrong with client.conf",
  async () => {
    await using bare = await openBareNamespace();
    for (const { toml, says, why } of ROWS) {
      await using folder = await temporaryFolder();
      const bytes = typeof toml === "string"
        ? new TextEncoder().encode(toml)
        : toml;
      await Deno.writeFile(`${folder.path}/client.conf`, bytes);
      const surroundings = { ...bare, folder: folder.path };
      // Both the command that measures and one that looks back.
      for (const command of ["monitor", "stats"]) {
        const { code, stdout, stderr } = await finish(surroundings, [command]);
        deepStrictEqual(
          {
            code,
            stdout,
            says: stderr.replaceAll("./client.conf:", "client.conf:").trimEnd()
              .split("\n"),
          },
          { code: 2, stdout: "", says },
          why,
        );
      }
    }
  },
);

testInNamespaces(
  "bufferbane says that a client.conf may not be read",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/mine.conf`, "", { mode: 0o600 });
    deepStrictEqual(
      await finish(
        { ...bare, folder: folder.path, isNobody: true },
        ["--config", "mine.conf"],
      ),
      {
        code: 2,
        stdout: "",
        stderr: "Cannot read mine.conf as this user may not read it\n",
      },
    );
  },
  { tools: ["setpriv"] },
);
