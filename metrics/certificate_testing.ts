/** A certificate of one's own, by openssl. @module */

import { join } from "node:path";

/**
 * Writes `key.pem` and `cert.pem`, for 127.0.0.1.
 *
 * @param folder Where.
 */
export async function writeCertificate(folder: string): Promise<void> {
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt"],
    ...["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")],
    ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
    // It is a machine's and no authority's.
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
}

/**
 * Runs a program.
 *
 * @throws {Error} With what it said, when it fails.
 */
export async function run(
  program: string,
  args: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
