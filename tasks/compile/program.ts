import { ASSETS, assetSource } from "../../client/charts/assets.ts";
import { dashboardAssets } from "../../client/dashboard/files.ts";

/** One of the programs that users download. */
export interface Program {
  /** Its file's name. */
  readonly name: string;
  /** The workspace member it is made from. */
  readonly member: "client" | "server";
  /**
   * Modules that are started by their address (threads, child processes) and
   * not by an import, in the member's folder. Their names differ.
   */
  readonly entries: readonly string[];
  /** Makes the files beside the code, by name; see client/charts/assets.ts. */
  readonly assets: () => ReadonlyMap<string, Uint8Array>;
  /** Whether it draws pictures, which takes Skia's native library. */
  readonly draws: boolean;
  /** For V8. */
  readonly v8Flags: string;
  /** For V8 when it is started to run for months; docs/decisions/0002. */
  readonly steadyV8Flags: string;
  /** How many arenas malloc(3) may have then; 0: as many as it likes. */
  readonly steadyArenas: number;
}

/** Both programs. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "bufferbane",
    member: "client",
    entries: [
      "main.ts",
      "store/writer_worker.ts",
      "cli/segment_worker.ts",
      "alerts/sinks/deliver_worker.ts",
    ],
    assets: () =>
      new Map([
        ...ASSETS.map((name) => [name, assetSource(name)] as const),
        ...dashboardAssets(),
      ]),
    draws: true,
    v8Flags: "--max-semi-space-size=1",
    // As in deno.json's `start`.
    steadyV8Flags: [
      "--max-semi-space-size=1",
      "--optimize-for-size",
      "--no-short-builtin-calls",
      "--no-opt",
      "--no-maglev",
    ].join(),
    steadyArenas: 1,
  },
  {
    name: "bufferbane-server",
    member: "server",
    entries: ["main.ts", "worker.ts"],
    assets: () => new Map(),
    draws: false,
    v8Flags: "--max-semi-space-size=4",
    steadyV8Flags: "--max-semi-space-size=4",
    steadyArenas: 0,
  },
];

/** A kind of machine that a program can be made for. */
export interface Target {
  /** As `deno compile --target` calls it. */
  readonly triple: string;
  /** The npm package with Deno's executable. */
  readonly denoPackage: string;
  /** The npm package with Skia's library. */
  readonly skiaPackage: string;
  /** What `uname -s` and `uname -m` say there. */
  readonly uname: readonly [kernel: string, machine: string];
  /** The C library's loader, which has to be there; empty if there is none. */
  readonly loader: string;
}

/** Every kind of machine; macOS for what looks back only. */
export const TARGETS: readonly Target[] = [
  {
    triple: "x86_64-unknown-linux-gnu",
    denoPackage: "@deno/linux-x64-glibc",
    skiaPackage: "@napi-rs/canvas-linux-x64-gnu",
    uname: ["Linux", "x86_64"],
    loader: "/lib64/ld-linux-x86-64.so.2",
  },
  {
    triple: "aarch64-unknown-linux-gnu",
    denoPackage: "@deno/linux-arm64-glibc",
    skiaPackage: "@napi-rs/canvas-linux-arm64-gnu",
    uname: ["Linux", "aarch64"],
    loader: "/lib/ld-linux-aarch64.so.1",
  },
  {
    triple: "aarch64-apple-darwin",
    denoPackage: "@deno/darwin-arm64",
    skiaPackage: "@napi-rs/canvas-darwin-arm64",
    uname: ["Darwin", "arm64"],
    loader: "",
  },
  {
    triple: "x86_64-apple-darwin",
    denoPackage: "@deno/darwin-x64",
    skiaPackage: "@napi-rs/canvas-darwin-x64",
    uname: ["Darwin", "x86_64"],
    loader: "",
  },
];
