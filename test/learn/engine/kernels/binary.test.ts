import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../../rig.js";

test("the committed kernels are what their source compiles to, byte for byte", () => {
  const check = () => execFileSync(process.execPath, [join(repository, "scripts/build-kernels.mjs"), "--check"]);
  expect(check).not.toThrow();
});
