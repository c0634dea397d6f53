// TAMIZ_STORE: several work trees on one store.
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const THREE = ["--set", "params.times=3"];

function sharing(store: string): Rig {
  const rig = new Rig("letters");
  rig.env = { TAMIZ_STORE: store };
  return rig;
}

test("what one work tree made the other need not, and each has its own views and latest keys", async () => {
  const store = new Rig("letters").path("store");
  const [a, b] = [sharing(store), sharing(store)];
  expect((await a.events()).ran).toHaveLength(5);
  expect((await b.events()).ran).toEqual([]);
  expect((await b.events(...THREE)).ran).toHaveLength(4);
  expect(a.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
  expect(b.read("artifacts/page/page/page.txt")).toBe("a 30\nb 12\n");
  expect((await a.run("status")).stdout).toContain("0 tasks would run");
  const [part = ""] = readdirSync(a.path("artifacts/list/texts"));
  expect(readlinkSync(a.path("artifacts/list/texts", part)).startsWith(join(store, "objects"))).toBe(true);
  expect(a.exists("artifacts/objects")).toBe(false);
  expect(readdirSync(join(store, "projects"))).toHaveLength(2);

  const kept = await a.run("gc", "--yes");
  expect(kept.stdout).not.toContain("  result");
  expect((await b.events(...THREE)).ran).toEqual([]);
  b.remove();
  const gone = await a.run("gc", "--yes");
  expect(gone.stdout.match(/^ {2}result /gm)).toHaveLength(4);
  expect(gone.stdout).toContain("project that is gone");
  expect(readdirSync(join(store, "projects"))).toHaveLength(1);
  expect((await a.events()).ran).toEqual([]);
});

nightly("a store in a project's artifacts folder is kept for that project too", async () => {
  const host = new Rig("letters");
  await host.run("run");
  const guest = sharing(host.path("artifacts"));
  await guest.run("run", ...THREE);
  expect((await guest.run("gc", "--yes")).stdout).not.toContain("  result");
  expect((await host.run("gc", "--yes")).stdout).not.toContain("  result");
  expect((await host.events()).ran).toEqual([]);
  expect((await guest.events(...THREE)).ran).toEqual([]);
});

test("two work trees that run at once do each task once among them", async () => {
  const store = new Rig("letters").path("store");
  const results = await Promise.all([sharing(store), sharing(store)].map((rig) => rig.events()));
  expect(results.flatMap(({ ran }) => ran).sort()).toEqual([
    ...["count[letter=a]", "count[letter=b]", "list", "page", "repeat"],
  ]);
});

nightly("views lead to the store that is used now", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  const store = new Rig("letters").path("store");
  rig.env = { TAMIZ_STORE: store };
  expect((await rig.events()).ran).toHaveLength(5);
  const [part = ""] = readdirSync(rig.path("artifacts/list/texts"));
  expect(readlinkSync(rig.path("artifacts/list/texts", part)).startsWith(store)).toBe(true);
});
