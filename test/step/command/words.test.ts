import { expect, test } from "vitest";
import { wordsOf } from "../../../lib/step/command/code.js";

test.each([
  ["python scripts/clean.py -u", ["-u", "python", "scripts/clean.py"]],
  ["a.sh>b.txt;c.sh|d.sh&&(e.sh)", ["a.sh", "b.txt", "c.sh", "d.sh", "e.sh"]],
  ["run --config=conf/a.yaml", ["--config", "--config=conf/a.yaml", "conf/a.yaml", "run"]],
  [`sh "my script.sh" 'other one'`, ["my", "my script.sh", "one", "other", "other one", "script.sh", "sh"]],
])("%s", (command, words) => {
  expect(wordsOf(command)).toEqual(words);
});
