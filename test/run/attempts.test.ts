// Time limits, further attempts, the first failure that stops all, and steps that are never cached.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { CLOCK_RESOLUTION_MS } from "../../lib/store/watcher.js";
import { Rig } from "../rig.js";
import { isRunning } from "../running.js";

/** Steps that run commands on the texts, each with `kept: files`, as lines of YAML below `steps:`. */
function rigOf(steps: Readonly<Record<string, { readonly run: string; readonly more?: string }>>): Rig {
  const rig = new Rig("commands");
  const lines = Object.entries(steps).map(
    ([name, { run, more = "" }]) =>
      `  ${name}:\n    run: ${JSON.stringify(run)}\n    in: { texts: ./data }\n    out: { kept: files }\n${more}`,
  );
  rig.write("pipeline.yaml", `name: attempts\nsteps:\n${lines.join("")}`);
  return rig;
}

/** A file that the command does not name, so that it does not count as code. */
const TRIED = '"$PWD"/tried.txt';
const COUNT = `echo x >> ${TRIED}; `;
const ENDLESS = "echo process $$; exec sleep 1000";
const DONE = "echo x > $OUT_KEPT/x";

test("a task that takes longer than its step allows is stopped, and says how to allow more", async () => {
  const rig = rigOf({ slow: { run: ENDLESS, more: "    timeout: 1s\n" } });
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(1);
  expect(stdout).toMatch(/it took longer than 1 s, and was stopped\n.*--set slow\.timeout=2h/);
  expect(isRunning(Number(/process (\d+)/.exec(stdout)?.[1]))).toBe(false);
  rig.replace("pipeline.yaml", ENDLESS, DONE);
  expect((await rig.events("--set", "slow.timeout=500h")).ran).toEqual(["slow"]);
});

test("a step in TypeScript that takes too long is stopped, and others go on", async () => {
  const rig = new Rig("letters");
  const step = "  endless: { uses: ./steps/endless.ts, in: { texts: list.texts }, timeout: 1 }\n";
  rig.write("pipeline.yaml", `${rig.read("pipeline.yaml")}${step}`);
  rig.write(
    "steps/endless.ts",
    `import { defineStep, document, table, text, z } from "tamiz/step";
    export default defineStep({
      about: "Goes on until it is stopped.",
      in: { texts: table({ id: text, content: text }) },
      out: { page: document },
      with: z.object({}),
      async run({ signal }) {
        while (!signal.aborted) await new Promise((resolve) => setImmediate(resolve));
      },
    });`,
  );
  const { code, events } = await rig.events();
  expect(code).toBe(1);
  const failure = expect.objectContaining({ code: "timed-out" });
  expect(events).toContainEqual({ type: "task-failed", task: "endless", failure });
  expect(events.at(-1)).toMatchObject({ tally: { ran: 5, failed: 1, skipped: 0 } });
});

test("a failed task is tried again as often as its step allows", async () => {
  const rig = rigOf({ flaky: { run: `${COUNT}[ $(wc -l < ${TRIED}) -gt 1 ] && ${DONE}`, more: "    retries: 2\n" } });
  const { code, events } = await rig.events();
  expect(code).toBe(0);
  expect(events.filter(({ type }) => type === "task-retried")).toMatchObject([
    { task: "flaky", attempt: 2, of: 3, wait: 1000, failure: { code: "command-failed" } },
  ]);
  rig.replace("pipeline.yaml", "-gt 1", "-gt 9");
  rig.write("tried.txt", "");
  const failed = await rig.run("run", "--set", "flaky.retries=1");
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/↻ flaky\n.*again in 1\.0 s: attempt 2 of 2\n.*✗ flaky\n/s);
  expect(rig.read("tried.txt")).toBe("x\nx\n");
});

test("a process that is killed is tried again; what has to be mended first, and what was stopped, is not", async () => {
  const killing = "kill -9 $(ps -o ppid= -p $PPID); sleep 1000";
  const rig = rigOf({ only: { run: killing, more: "    retries: 5\n" } });
  const started = rig.start(["run"]);
  await started.until("attempt 2 of 6");
  started.process.kill("SIGINT");
  const { code, stdout } = await started.ended;
  expect(stdout).toContain("was killed (SIGKILL)");
  expect(stdout).not.toContain("attempt 6 of 6");
  expect(code).toBe(130);
  const writing = rigOf({ only: { run: `${COUNT}echo more >> $IN_TEXTS/be.txt; ${DONE}`, more: "    retries: 5\n" } });
  expect((await writing.run("run")).code).toBe(1);
  expect(writing.read("tried.txt")).toBe("x\n");
});

test("siblings of a failed task go on, unless the first failure is to stop all", async () => {
  const failing = "while [ ! -e started ]; do :; done; exit 1";
  const steps = { first: { run: failing }, second: { run: `touch started; ${ENDLESS}` }, third: { run: DONE } };
  const rig = rigOf(steps);
  const { code, stdout } = await rig.run("run", "--fail-fast", "--jobs", "2");
  expect(code).toBe(1);
  expect(stdout).toMatch(/- second +not run: --fail-fast, after first failed\n- third +not run: --fail-fast/);
  expect(stdout).toMatch(/^▸ second/m);
  expect(stdout).not.toMatch(/^▸ third/m);
  expect(isRunning(Number(/process (\d+)/.exec(stdout)?.[1]))).toBe(false);
  rig.replace("pipeline.yaml", ENDLESS, DONE);
  const { events } = await rig.events();
  expect(events.at(-1)).toMatchObject({ outcome: "failed", tally: { ran: 2, failed: 1 } });
});

test("a step with cache: false runs every time, and what reads it where its bytes changed", async () => {
  const rig = rigOf({
    draw: { run: "cat $IN_TEXTS/be.txt beside.txt > $OUT_KEPT/drawn.txt", more: "    cache: false\n" },
  });
  rig.write("beside.txt", "1\n");
  rig.replace("pipeline.yaml", "cat $IN_TEXTS/be.txt beside.txt", "sh -c 'cat $IN_TEXTS/be.txt beside*'");
  const reader =
    "  read:\n    run: cp $IN_DRAWN/drawn.txt $OUT_PAGE\n    in: { drawn: draw.kept }\n    out: { page: document }\n";
  rig.write("pipeline.yaml", `${rig.read("pipeline.yaml")}${reader}`);
  expect((await rig.events()).ran).toEqual(["draw", "read"]);
  expect((await rig.run("status")).stdout).toMatch(/draw +would run +cache: false\n +read +may run +depends on draw\n/);
  expect((await rig.events()).ran).toEqual(["draw"]);
  expect((await rig.run("run")).stdout).toMatch(/draw +cache: false\n/);
  rig.write("beside.txt", "2\n");
  expect((await rig.events()).ran).toEqual(["draw", "read"]);
  expect(rig.read("artifacts/read/page/drawn.txt")).toBe("be\n2\n");
  expect((await rig.run("explain", "draw")).stdout).toMatch(/result +cache: false/);
  expect((await rig.run("show", "draw")).stdout).toContain("drawn.txt");
  expect((await rig.run("verify")).stdout).toContain("reproduced: 1 task");
  // All of it now still for long enough to be answered for at a look.
  await delay(CLOCK_RESOLUTION_MS + 500);
  await rig.run("run");
  expect(rig.exists("artifacts/derived/snapshot.json")).toBe(false);
});
