// A command ends with the run that started it, whatever ends that.
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../../rig.js";
import { isRunning } from "../../running.js";

/** A command that says its process's number, starts another, and then takes for ever. */
function endlessRig(before = ""): Rig {
  const rig = new Rig("commands");
  const run = `${before}sleep 1000 & echo process $! ; sleep 1001 & echo process $! ; echo at it; wait`;
  rig.write(
    "pipeline.yaml",
    `name: endless\nsteps:\n  only:\n    run: ${JSON.stringify(run)}\n    in: { texts: ./data }\n    out: { kept: files }\n`,
  );
  return rig;
}

const processesIn = (output: string) => [...output.matchAll(/process (\d+)/g)].map((match) => Number(match[1]));
const temporary = (rig: Rig) => readdirSync(rig.path("artifacts/tmp"));
const expectGone = (output: string) =>
  expect.poll(() => processesIn(output).filter(isRunning), { timeout: 20_000 }).toEqual([]);

test("Ctrl-C ends it and all that it started, and leaves nothing behind", async () => {
  const rig = endlessRig();
  const started = rig.start(["run"]);
  await started.until("at it");
  started.process.kill("SIGINT");
  const { code, stdout } = await started.ended;
  expect(code).toBe(130);
  expect(processesIn(stdout)).toHaveLength(2);
  await expectGone(stdout);
  expect(temporary(rig)).toEqual([]);
  expect(rig.exists("artifacts/records")).toBe(false);
});

test("Ctrl-C twice ends at once what does not end when asked", async () => {
  const rig = endlessRig('trap "" TERM; ');
  const started = rig.start(["run"]);
  await started.until("at it");
  started.process.kill("SIGINT");
  await started.until("press Ctrl-C again");
  started.process.kill("SIGINT");
  const { code, stdout } = await started.ended;
  expect(code).toBe(130);
  await expectGone(stdout);
  rig.replace("pipeline.yaml", 'trap \\"\\" TERM; ', "echo x > $OUT_KEPT/x; exit; ");
  expect((await rig.events()).ran).toEqual(["only"]);
  expect(temporary(rig)).toEqual([]);
});

test.each(["the run's process", "all its processes but the command"])("killing %s ends the command", async (what) => {
  const rig = endlessRig('trap "" TERM; ');
  const started = rig.start(["run"]);
  await started.until("at it");
  if (what === "the run's process") started.process.kill("SIGKILL");
  else started.killTree();
  await expectGone((await started.ended).stdout);
});

test("what a command leaves running is ended with it", async () => {
  const rig = endlessRig("echo x > $OUT_KEPT/x; ");
  rig.replace("pipeline.yaml", "wait", "exit 0");
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(0);
  expect(processesIn(stdout)).toHaveLength(2);
  await expectGone(stdout);
});
