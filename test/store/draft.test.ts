import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { draftIn, removeAbandonedDrafts } from "../../lib/store/draft.js";
import { diskFileSystem } from "../../lib/store/file-system.js";

const LONG_AGO = new Date("2020-01-01");

test("drafts of processes that are gone are removed, others stay until they are old", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-draft-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const own = basename(draftIn(folder));
  const [place] = own.split(".");
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  const drafts = {
    own,
    gone: `${place}.${gone}.abc`,
    elsewhere: `0123456789ab.${gone}.abc`,
    old: `0123456789ab.${process.pid}.abc`,
    other: `.pipeline.lock.${place}.${gone}.abc`,
  };
  for (const name of Object.values(drafts)) writeFileSync(join(folder, name), "");
  utimesSync(join(folder, drafts.old), LONG_AGO, LONG_AGO);
  await removeAbandonedDrafts(folder, { fileSystem: diskFileSystem });
  expect(readdirSync(folder).sort()).toEqual([drafts.own, drafts.elsewhere, drafts.other].sort());
  await removeAbandonedDrafts(folder, { fileSystem: diskFileSystem, prefix: ".pipeline.lock." });
  expect(readdirSync(folder).sort()).toEqual([drafts.own, drafts.elsewhere].sort());
});
