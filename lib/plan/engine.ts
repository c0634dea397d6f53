import { canonical, digestBytes } from "../digest.js";
import type { EngineReport } from "../step/declare.js";
import { packageRoot } from "../step/package-root.js";
import { thisMachine } from "../store/machine.js";
import type { Fingerprint } from "../store/watcher.js";
import type { SurveyOptions } from "./survey.js";

interface KnownEngine {
  readonly at: number;
  readonly machine: string;
  readonly watched: { readonly [path: string]: Fingerprint };
  readonly report: EngineReport;
}

export interface EngineSurveyOptions extends SurveyOptions {
  readonly learned: Map<string, string>;
}

/** Environment variables that decide where engines and their libraries are looked for. */
export const ENGINE_ENVIRONMENT = ["HOME", "LD_LIBRARY_PATH", "TAMIZ_ENGINE_HOME", "XDG_CACHE_HOME"] as const;

/** The engine for a project's folder: as it was found before, where nothing on which that answer rests has changed. */
export async function surveyEngine(project: string, options: EngineSurveyOptions): Promise<EngineReport> {
  const { derived, inspector, engine, watcher, learned } = options;
  const places = ENGINE_ENVIRONMENT.map((name) => process.env[name] ?? null);
  const name = `engine/${digestBytes(canonical([project, engine ?? null, process.versions.node, packageRoot, ...places]))}.json`;
  const machine = thisMachine();
  const known = derived.json(name) as KnownEngine | undefined;
  if (known?.machine === machine && watcher.unchanged(known.watched, known.at)) return known.report;
  const at = Date.now();
  const report = await inspector.probeEngine(project, engine);
  const watched = Object.fromEntries(report.files.map((file) => [file, watcher.fingerprint(file)]));
  learned.set(name, JSON.stringify({ at, machine, watched, report } satisfies KnownEngine));
  return report;
}
