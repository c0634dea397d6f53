import type { Json, ObjectDigest, TaskKey } from "../digest.js";
import type { Failure } from "../error.js";
import type { InputRequest, SourceRoot } from "../plan/task.js";
import type { Inspection } from "../step/declaration.js";
import type { EngineChoice, Progress } from "../step/declare.js";
import type { Origins } from "../step/origins.js";
import type { Read } from "../step/reads/read.js";

/** One task, as plain data: an executor needs nothing else to carry it out. */
export interface TaskRequest {
  /** `train`, `folds[fold=1]`, `resize part 3`. */
  readonly id: string;
  /** What its checkpoint is kept under. */
  readonly key: TaskKey;
  /** The digest of what the key is made of, inputs left out: what its notes of single files rest on. */
  readonly basis: string;
  /** The derived name of the bundle's code. */
  readonly code: string;
  readonly inputs: { readonly [name: string]: InputRequest };
  readonly with: { readonly [name: string]: Json };
  readonly roots: readonly SourceRoot[];
  /** The project's folder, in which a command runs. */
  readonly project: string;
  readonly cpu: number;
  readonly engine: EngineChoice | undefined;
  readonly known: readonly KnownPartRequest[];
}

/** Another part of the `each` input, and what was made of it: digests of manifests. */
export interface KnownPartRequest {
  readonly input: ObjectDigest;
  readonly outputs: { readonly [name: string]: ObjectDigest };
}

export interface TaskResult {
  /** Digest of each output's manifest. */
  readonly outputs: { readonly [name: string]: ObjectDigest };
  /** Whether it kept a checkpoint, which is of no more use. */
  readonly hasCheckpoint: boolean;
  /** What the step read besides its inputs without declaring it: its result is as good as those happen to be. */
  readonly reads: readonly Read[];
}

/** What a worker is asked. */
export type Question =
  | {
      readonly ask: "inspect";
      readonly code: string;
      readonly origins: Origins;
      readonly raw: readonly { readonly [name: string]: Json }[];
    }
  | { readonly ask: "task"; readonly store: string; readonly request: TaskRequest };

/** Told to a worker that it is likely to be asked for a task of these bundles. It says when it is ready. */
export interface Preparation {
  readonly ask: "prepare";
  readonly store: string;
  /** The derived names of the bundles' code, in the order in which they are likely to be needed. */
  readonly codes: readonly string[];
  /** The first task, where it is known, whose notes are read in advance. */
  readonly task?: string | undefined;
}

/** What a worker says. */
export type Answer =
  | { readonly say: "ready" }
  | { readonly say: "progress"; readonly progress: Progress }
  | { readonly say: "log"; readonly message: string }
  | { readonly say: "inspected"; readonly inspection: Inspection }
  | { readonly say: "done"; readonly result: TaskResult }
  | { readonly say: "failed"; readonly failure: Failure };
