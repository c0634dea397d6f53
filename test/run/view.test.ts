import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { showArtifact } from "../../lib/run/view.js";
import { openStore } from "../../lib/store/store.js";

test("a part whose name leads out of its folder is not shown", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = openStore(join(folder, "artifacts"));
  const part = { name: "../../../escaped.txt", digest: await store.objects.write(Buffer.from("x")), size: 1 };
  const artifact = await store.objects.writeManifest({ kind: "document", schema: null, parts: [part] });
  await expect(showArtifact(store, ["page", "page"], artifact)).rejects.toMatchObject({
    code: "wrong-part-name",
    message: `the artifact ${artifact.slice(0, 12)} has a part called "../../../escaped.txt", which would lie outside its folder`,
  });
  expect(existsSync(join(folder, "escaped.txt"))).toBe(false);
});
