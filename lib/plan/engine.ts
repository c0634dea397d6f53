import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { canonical, digestBytes } from "../digest.js";
import type { EngineReport } from "../step/declare.js";
import { packageRoot } from "../step/package-root.js";
import type { SurveyOptions } from "./survey.js";
import type { Fingerprint, Watcher } from "./watch.js";

interface KnownEngine {
  readonly at: number;
  readonly machine: string;
  readonly watched: { readonly [path: string]: Fingerprint };
  readonly report: EngineReport;
}

export interface EngineSurveyOptions extends SurveyOptions {
  readonly watcher: Watcher;
  readonly learned: Map<string, string>;
}

/** The engine for a project's folder: as it was found before, where nothing on which that answer rests has changed. */
export async function surveyEngine(project: string, options: EngineSurveyOptions): Promise<EngineReport> {
  const { derived, inspector, engine, watcher, learned } = options;
  const { TAMIZ_ENGINE_HOME, XDG_CACHE_HOME, LD_LIBRARY_PATH } = process.env;
  const places = [TAMIZ_ENGINE_HOME, XDG_CACHE_HOME, LD_LIBRARY_PATH].map((place) => place ?? null);
  const name = `engine/${digestBytes(canonical([engine ?? null, process.versions.node, packageRoot, ...places]))}.json`;
  const machine = thisMachine();
  const known = derived.json(name) as KnownEngine | undefined;
  if (known?.machine === machine && watcher.unchanged(known.watched, known.at)) return known.report;
  const at = Date.now();
  const report = await inspector.probeEngine(project, engine);
  const watched = Object.fromEntries(report.files.map((file) => [file, watcher.fingerprint(file)]));
  learned.set(name, JSON.stringify({ at, machine, watched, report } satisfies KnownEngine));
  return report;
}

const BOOT = "/proc/sys/kernel/random/boot_id";

/** An engine's identity holds what the CPU is; a store may come to lie on another machine. */
function thisMachine(): string {
  return existsSync(BOOT) ? readFileSync(BOOT, "utf8").trim() : hostname();
}
