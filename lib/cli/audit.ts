import { imageColumns } from "../artifact/images.js";
import { readTable } from "../artifact/table.js";
import type { ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import { findingColumns, pictureColumns } from "../image/audit/tables.js";
import { plan } from "../plan/plan.js";
import type { CachedState } from "../plan/task.js";
import type { Store } from "../store/store.js";
import { AUDIT_STEP, type Audited, auditText } from "./audit-text.js";
import { EXIT_DONE } from "./exit-code.js";
import { type Project, type ProjectOptions, readPipeline, withProject } from "./project.js";
import { runCommand } from "./run.js";

export interface AuditCommandOptions extends ProjectOptions {
  readonly json?: boolean;
}

/** `pipeline audit`: runs the step `audit` where its result is not current, and tells what it found. */
export async function auditCommand(options: AuditCommandOptions): Promise<number> {
  const pipeline = await readPipeline(options);
  if (!pipeline.steps.some(({ name }) => name === AUDIT_STEP)) throw withoutStep(pipeline.file);
  if (await withProject(options, [AUDIT_STEP], tell(options))) return EXIT_DONE;
  const code = await runCommand([AUDIT_STEP], options);
  if (code !== EXIT_DONE) return code;
  await withProject(options, [AUDIT_STEP], tell(options));
  return EXIT_DONE;
}

/** Prints the current result; false where there is none. */
function tell({ json }: AuditCommandOptions): (project: Project) => Promise<boolean> {
  return async (project) => {
    const task = plan({ ...project, force: new Set() }).tasks.find(({ step }) => step.name === AUDIT_STEP);
    if (task?.status.state !== "cached") return false;
    const audited = await read(task.status, project.store);
    if (json === true) for (const finding of audited.findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
    else process.stdout.write(auditText(audited));
    return true;
  };
}

async function read({ spec, record: { outputs } }: CachedState, store: Store): Promise<Audited> {
  const images = readTable(manifestOf(store, spec.components.inputs.images), imageColumns, store.objects);
  return {
    images: await images.all(["id", "label", "class"]),
    pictures: await readTable(manifestOf(store, outputs.pictures), pictureColumns, store.objects).all(),
    findings: await readTable(manifestOf(store, outputs.findings), findingColumns, store.objects).all(),
  };
}

function manifestOf(store: Store, digest: unknown) {
  const manifest = typeof digest === "string" ? store.objects.manifest(digest as ObjectDigest) : undefined;
  if (manifest === undefined) {
    throw new PipelineError({
      code: "object-missing",
      message: `a result of step "${AUDIT_STEP}", or the images it was made of, is no longer stored`,
      remedy: "Make it again with `pipeline run audit`.",
    });
  }
  return manifest;
}

function withoutStep(file: string): PipelineError {
  return new PipelineError({
    code: "no-audit-step",
    message: `the pipeline has no step "${AUDIT_STEP}"`,
    where: file,
    remedy:
      "Add one, `audit: { uses: ./steps/audit.ts, in: { images: ingest.images } }`, and let `split` take `audit: audit.pictures`.",
  });
}
