import { expect, test } from "vitest";
import { Watcher } from "../../lib/store/watcher.js";

test("what was only glanced at does not count as seen, and a path is looked at once", () => {
  const looked: string[] = [];
  const watcher = new Watcher(
    () => 0,
    (path) => {
      looked.push(path);
      return { size: looked.length, mtimeMs: 0, ctimeMs: 0, ino: 1 };
    },
  );
  const glance = watcher.glance("rested on");
  watcher.glance("left out");
  expect(watcher.look("rested on")).toEqual(glance);
  expect([...watcher.seen().keys()]).toEqual(["rested on"]);
  expect(looked).toEqual(["rested on", "left out"]);
});
