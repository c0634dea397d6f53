import type { ListPart } from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import { hasRows } from "../artifact/part-rows.js";
import { compareDigests, compareFiles, compareRows } from "../artifact/row-changes.js";
import { columnsOfSchema } from "../artifact/schema.js";
import { canonical, type Json, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import type { ObjectStore } from "../store/objects.js";
import type { InputDigest } from "../store/records.js";
import type { ReasonDetail } from "./explain.js";
import type { InputChange } from "./input-change.js";
import type { Reason } from "./reason.js";
import type { Survey } from "./survey.js";

/** Where artifacts are read: a source that was only looked at is read from the survey, all else from the store. */
export interface Artifacts {
  manifest(digest: ObjectDigest): Manifest | undefined;
  read(digest: ObjectDigest): Promise<Uint8Array>;
}

export function artifactsOf(objects: ObjectStore, survey: Survey): Artifacts {
  const manifests = new Map<ObjectDigest, Manifest>();
  const parts = new Map<ObjectDigest, ListPart>();
  for (const table of survey.sources.values()) {
    manifests.set(table.digest, table.manifest);
    for (const part of table.parts) parts.set(part.digest, part);
  }
  return {
    manifest: (digest) => manifests.get(digest) ?? objects.manifest(digest),
    read: async (digest) => parts.get(digest)?.bytes() ?? objects.read(digest),
  };
}

/** Adds to reasons what of each input differs; the same pair of inputs is compared once. */
export function inputDetail(artifacts: Artifacts): ReasonDetail {
  const compared = new Map<string, Promise<InputChange>>();
  const compare = (from: InputDigest | undefined, to: InputDigest | undefined) => {
    const pair = canonical([from ?? null, to ?? null]);
    const change = compared.get(pair) ?? compareInputs(from, to, artifacts);
    compared.set(pair, change);
    return change;
  };
  return async (reasons) => {
    const detailed: Reason[] = [];
    for (const reason of reasons) {
      detailed.push(reason.because === "input" ? { ...reason, change: await compare(reason.from, reason.to) } : reason);
    }
    return detailed;
  };
}

async function compareInputs(
  from: InputDigest | undefined,
  to: InputDigest | undefined,
  artifacts: Artifacts,
): Promise<InputChange> {
  if (from === undefined) return { of: "connection", is: "added" };
  if (to === undefined) return { of: "connection", is: "removed" };
  if (typeof from !== "string" && typeof to !== "string")
    return { of: "cells", ...compareDigests(cells(from), cells(to)) };
  if (typeof from !== "string" || typeof to !== "string") {
    const form = (input: InputDigest) =>
      typeof input === "string" ? "one artifact" : `a list of ${input.length} cells`;
    return { of: "form", from: form(from), to: form(to) };
  }
  const before = artifacts.manifest(from);
  const after = artifacts.manifest(to);
  if (before === undefined) return { of: "unknown", gone: "old" };
  if (after === undefined) return { of: "unknown", gone: "new" };
  if (canonical([before.kind, before.schema]) !== canonical([after.kind, after.schema])) {
    return { of: "form", from: describeForm(before), to: describeForm(after) };
  }
  if (!hasRows(before)) return { of: "files", ...compareFiles(before, after) };
  try {
    return { of: "rows", ...(await compareRows(before, after, artifacts.read)) };
  } catch (error) {
    // A part that is gone or damaged: `read` has set the latter aside.
    if (error instanceof PipelineError) return { of: "unknown", gone: "old" };
    throw error;
  }
}

function cells(input: Exclude<InputDigest, string>): ReadonlyMap<string, string> {
  const name = (cell: { readonly [axis: string]: Json }) =>
    Object.entries(cell)
      .map(([axis, value]) => `${axis}=${String(value)}`)
      .join(",");
  return new Map(input.map(({ cell, artifact }) => [name(cell), artifact]));
}

function describeForm({ kind, schema }: Manifest): string {
  if (kind === "pixels") {
    const { width, height, channels } = schema as { width: number; height: number; channels: number };
    return `pixels ${width}×${height}×${channels}`;
  }
  return Array.isArray(schema) ? `${kind} of ${Object.keys(columnsOfSchema(schema)).join(", ")}` : kind;
}
