import { statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Columns } from "../artifact/column.js";
import type { Manifest } from "../artifact/manifest.js";
import { readPixels } from "../artifact/pixels.js";
import { columnsOfSchema } from "../artifact/schema.js";
import { readTable, type TableReader } from "../artifact/table.js";
import type { Cell } from "../config/pipeline.js";
import { suggest } from "../config/suggest.js";
import { PipelineError } from "../error.js";
import { contactSheet } from "../image/contact-sheet.js";
import { plan, withAllCached } from "../plan/plan.js";
import { viewOf } from "../run/view.js";
import { diskFileSystem } from "../store/file-system.js";
import type { Store } from "../store/store.js";
import { writeWhole } from "../store/write.js";
import { formatBytes, formatCount, formatTable, plural } from "./format.js";
import { type ProjectOptions, withProject } from "./project.js";
import { summariseColumn } from "./summary.js";

const SHEET_TILES = 60;

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
    const tasks = plan({ ...project, pipeline, force: new Set() }).tasks.filter((task) => task.step.name === step);
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
        await show(
          shownOutput(project.store, id, step, cell, name, status.record.outputs[name]),
          options.rows,
          project.store,
        );
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

async function show(shown: Shown, rows: number, store: Store): Promise<void> {
  const { title, view, manifest } = shown;
  const size = manifest.parts.reduce((sum, part) => sum + part.size, 0);
  const isList = manifest.kind === "files";
  const counts = [
    manifest.kind,
    ...(manifest.rows === undefined ? [] : [plural(manifest.rows, isList ? "file" : "row")]),
    ...(isList ? [] : [plural(manifest.parts.length, "file"), formatBytes(size)]),
  ];
  print(`${title} — ${counts.join(", ")}`);
  print(`  ${relative(process.cwd(), join(store.artifacts, ...view))}/`);
  switch (manifest.kind) {
    case "table":
    case "images":
      await showTable(manifest, rows, store);
      break;
    case "pixels":
      await showPixels(shown, store);
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

async function showTable(manifest: Manifest, count: number, store: Store): Promise<void> {
  const all = columnsOfSchema(manifest.schema);
  const names = Object.keys(all).filter((name) => all[name]?.type !== "bytes");
  const columns: Columns = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const reader: TableReader<Columns> = readTable(manifest, columns, store.objects);
  const rows = await reader.all(names);
  const statistics = names.map((name) => [
    `  ${name}`,
    `${all[name]?.type}${all[name]?.nullable === true ? "?" : ""}`,
    summariseColumn(rows.map((row) => row[name])),
  ]);
  print(formatTable(statistics));
  const first = rows.slice(0, count);
  if (first.length === 0) return;
  const shownNames = names.slice(0, fitting(names.length));
  const cells = first.map((row) => shownNames.map((name) => formatCell(row[name])));
  const numeric = shownNames.map((name) => all[name]?.type !== "text");
  print(`\n${indent(formatTable([shownNames, ...cells], numeric))}`);
  if (shownNames.length < names.length) print(`  … and ${plural(names.length - shownNames.length, "column")} more`);
}

/** Columns that a terminal line holds. */
function fitting(count: number): number {
  return Math.min(count, 12);
}

function formatCell(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) return value.toPrecision(6);
  const text = String(value ?? "");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

async function showPixels({ view, manifest }: Shown, store: Store): Promise<void> {
  const { width, height, channels, rows, each } = readPixels(manifest, store.objects);
  print(`  ${width}×${height}, ${channels === 1 ? "grey" : "RGB"}, one byte a channel`);
  const step = Math.max(1, Math.floor(rows / SHEET_TILES));
  const tiles = [];
  let index = 0;
  for await (const { id, data } of each()) {
    if (index++ % step === 0 && tiles.length < SHEET_TILES) {
      tiles.push({
        pixels: { width, height, channels: channels === 1 ? (1 as const) : (3 as const), data },
        caption: id.split("/").slice(-2).join("/"),
      });
    }
  }
  const path = join(store.artifacts, "sheets", `${view.join("-")}.png`);
  await writeWhole(path, await contactSheet(tiles), {
    temporary: join(store.artifacts, "tmp"),
    fileSystem: diskFileSystem,
  });
  print(`  contact sheet of ${formatCount(tiles.length)}: ${relative(process.cwd(), path)}`);
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
