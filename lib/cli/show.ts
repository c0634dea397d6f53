import { statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Manifest } from "../artifact/manifest.js";
import type { Cell } from "../config/pipeline.js";
import { suggest } from "../config/suggest.js";
import { PipelineError } from "../error.js";
import { plan, withAllCached } from "../plan/plan.js";
import type { PlannedTask } from "../plan/task.js";
import { viewOf } from "../run/view.js";
import type { Store } from "../store/store.js";
import { classesAbove } from "./classes-above.js";
import { formatBytes, plural } from "./format.js";
import { type ProjectOptions, withProject } from "./project.js";
import { drawFeatures, hasFeatures } from "./show-features.js";
import { describePixels } from "./show-pixels.js";
import { describeTable } from "./show-table.js";

interface Shown {
  /** `folds[fold=1].model` */
  readonly title: string;
  readonly view: readonly string[];
  readonly manifest: Manifest;
}

/** `pipeline show <step>[.<output>]` */
export function showCommand(result: string, options: ProjectOptions & { readonly rows: number }): Promise<number> {
  const [step = "", output] = result.split(".");
  return withProject(options, [step], async (project) => {
    const pipeline = withAllCached(project.pipeline);
    const planned = plan({ ...project, pipeline, force: new Set() }).tasks;
    const tasks = planned.filter((task) => task.step.name === step);
    const outputs = Object.keys(project.survey.modules.get(step)?.declaration.out ?? {});
    if (output !== undefined && !outputs.includes(output)) {
      throw new PipelineError({
        code: "unknown-output",
        message: `step "${step}" has no output "${output}"${suggest(output, outputs)}`,
        remedy: `It makes ${outputs.join(", ")}.`,
      });
    }
    for (const { id, cell, status } of tasks) {
      if (status.state !== "cached") {
        throw new PipelineError({
          code: "no-result",
          message: `${id} has no current result`,
          remedy: `Make it with \`pipeline run ${step}\`.`,
        });
      }
      for (const name of output === undefined ? outputs : [output]) {
        const shown = shownOutput(project.store, id, step, cell, name, status.record.outputs[name]);
        await show(shown, options.rows, planned, project.store);
      }
    }
    return 0;
  });
}

function shownOutput(
  store: Store,
  id: string,
  step: string,
  cell: Cell,
  name: string,
  digest: string | undefined,
): Shown {
  const manifest =
    digest === undefined ? undefined : store.objects.manifest(digest as Parameters<typeof store.objects.manifest>[0]);
  if (manifest === undefined) {
    throw new PipelineError({
      code: "object-missing",
      message: `${id}.${name} is no longer stored`,
      remedy: `Make it again with \`pipeline run ${step}\`.`,
    });
  }
  return { title: `${id}.${name}`, view: viewOf(step, cell.axes, name), manifest };
}

async function show(
  { title, view, manifest }: Shown,
  rows: number,
  tasks: readonly PlannedTask[],
  store: Store,
): Promise<void> {
  const size = manifest.parts.reduce((sum, part) => sum + part.size, 0);
  const isList = manifest.kind === "files";
  const counts = [
    manifest.kind,
    ...(manifest.rows === undefined ? [] : [plural(manifest.rows, isList ? "file" : "row")]),
    ...(isList ? [] : [plural(manifest.parts.length, "file"), formatBytes(size)]),
  ];
  print(`${title} — ${counts.join(", ")}`);
  print(`  ${relative(process.cwd(), join(store.artifacts, ...view))}/`);
  const sheet = view.join("-");
  switch (manifest.kind) {
    case "table":
    case "images":
      for (const line of await describeTable(manifest, rows, store)) print(line);
      if (!hasFeatures(manifest)) break;
      for (const line of await drawFeatures(sheet, manifest, await classesAbove(tasks, store), store)) print(line);
      break;
    case "pixels":
      for (const line of await describePixels(sheet, manifest, await classesAbove(tasks, store), store)) print(line);
      break;
    case "files":
      showFiles(manifest, rows, store);
      break;
    default:
      for (const part of manifest.parts) print(`  ${part.name}  ${formatBytes(part.size)}`);
  }
  print("");
}

function showFiles(manifest: Manifest, count: number, { objects }: Store): void {
  const listed = objects.listed(manifest);
  for (const { id, digest } of listed.slice(0, count)) {
    print(`  ${id}  ${formatBytes(statSync(objects.path(digest)).size)}`);
  }
  if (listed.length > count) print(`  … and ${plural(listed.length - count, "file")} more`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
