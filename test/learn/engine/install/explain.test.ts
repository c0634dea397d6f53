import { expect, test } from "vitest";
import { explainEnding } from "../../../../lib/learn/engine/install/explain.js";

/** What programs really print, shortened. */
const COMPLAINTS: readonly (readonly [cause: string, program: string, complaints: string, message: RegExp])[] = [
  [
    "pip without a network",
    "python3",
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused'\nERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.15.1 (from versions: none)\nERROR: No matching distribution found for tensorflow-cpu==2.15.1\n",
    /: the package index does not answer \(python3: No matching distribution found/,
  ],
  [
    "npm without a network",
    "npm",
    "npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error FetchError: request to https://registry/long failed, reason: connect ECONNREFUSED\nnpm error A complete log of this run can be found in: /x.log\n",
    /: the package index does not answer \(npm: FetchError: request/,
  ],
  [
    "pip without a network, told not to retry",
    "python3",
    "ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.15.1 (from versions: none)\nERROR: No matching distribution found for tensorflow-cpu==2.15.1\n",
    /: the package index does not have it, or does not answer/,
  ],
  [
    "an index without that version",
    "python3",
    "ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.15.1 (from versions: 2.20.0)\nERROR: No matching distribution found for tensorflow-cpu==2.15.1\n",
    /: the package index does not have it \(/,
  ],
  [
    "a wheel of another digest",
    "python3",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    tensorflow-cpu==2.15.1:\n        Expected sha256 54\n             Got        00\n",
    /: what the package index gave is not what tamiz knows: its digest differs/,
  ],
  [
    "a package of another digest",
    "npm",
    "npm error code EINTEGRITY\nnpm error sha512-A integrity checksum failed when using sha512: wanted A but got B.\n",
    /its digest differs \(npm: sha512-A integrity checksum failed/,
  ],
  [
    "a proxy that refuses",
    "npm",
    "npm error code E403\nnpm error 403 403 Forbidden - GET https://registry/long\n",
    /: the package index refuses it/,
  ],
  [
    "an unknown certificate",
    "npm",
    "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error self-signed certificate in certificate chain\n",
    /certificate is not trusted here/,
  ],
  [
    "a compiler that is too old",
    "g++",
    "In file included from a.h:1:\nb.h:2:10: fatal error: string_view: No such file or directory\ncompilation terminated.\n",
    /: g\+\+ ended with exit code 1: b.h:2:10: fatal error: string_view: No such file or directory$/,
  ],
  [
    "a compiler that memory ran out for",
    "g++",
    "g++: fatal error: Killed signal terminated program cc1plus\nvirtual memory exhausted: Cannot allocate memory\n",
    /the machine was out of memory/,
  ],
];

test.each(COMPLAINTS)("%s", (_cause, program, complaints, message) => {
  const error = explainEnding("the stage", program, { ended: "badly", how: "exit code 1", complaints });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^the stage failed: /);
  expect(error.code).toBe("engine-install");
  expect(error.remedy).toMatch(/\.$/);
});

test("a full disk is a full disk, whoever says so", () => {
  const complaints = "OSError: [Errno 28] No space left on device\n";
  const error = explainEnding("unpacking", "python3", { ended: "badly", how: "exit code 1", complaints });
  expect(error).toMatchObject({ code: "disk-full", remedy: expect.stringContaining("TAMIZ_ENGINE_HOME") });
});

test("a program that is gone is named", () => {
  expect(explainEnding("compiling", "g++", { ended: "missing" })).toMatchObject({
    message: "compiling failed: g++ could not be started",
    remedy: "Install g++.",
  });
});
