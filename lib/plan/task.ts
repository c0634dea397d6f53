import type { Cell, Step } from "../config/pipeline.js";
import type { Json, ObjectDigest, TaskKey } from "../digest.js";
import { cellName } from "../step/cell-name.js";
import type { EngineChoice } from "../step/declare.js";
import type { Components, Result } from "../store/records.js";
import type { Reason } from "./reason.js";

/** Where a task may find files of its sources: `id` below `path`, or where the file's name is not in NFC, at `renamed[id]`. */
export interface SourceRoot {
  readonly path: string;
  readonly renamed: { readonly [id: string]: string };
}

/** An input as a digest of its manifest, or those of a matrix step's cells. */
export type InputRequest =
  | { readonly kind: "one"; readonly artifact: ObjectDigest }
  | {
      readonly kind: "list";
      readonly members: readonly {
        readonly cell: { readonly [axis: string]: Json };
        readonly artifact: ObjectDigest;
      }[];
    };

/** A task whose inputs are known: all that its key is made of, and all that is needed to carry it out. */
export interface TaskSpec {
  readonly key: TaskKey;
  readonly components: Components;
  readonly sources: { readonly [file: string]: string };
  /** The derived name of the bundle's code. */
  readonly code: string;
  readonly inputs: { readonly [name: string]: InputRequest };
  readonly roots: readonly SourceRoot[];
  /** The project's folder. */
  readonly project: string;
  readonly engine: EngineChoice | undefined;
  readonly cpu: number;
  /** The input that may be taken apart by its parts. */
  readonly each: string | null;
}

export interface CachedState {
  readonly state: "cached";
  readonly spec: TaskSpec;
  readonly record: Result;
}

export type TaskState =
  | CachedState
  | { readonly state: "run"; readonly spec: TaskSpec; readonly reasons: readonly Reason[] }
  /** Whether it runs is known when the named steps are done. */
  | {
      readonly state: "depends";
      readonly on: readonly string[];
      /** What its key will be made of, but for the inputs that those steps make. */
      readonly known: Components;
      /** What differs in it whatever they make. */
      readonly reasons: readonly Reason[];
    };

/** A step without a matrix, or one cell of it. */
export interface PlannedTask {
  /** `train`, `folds[fold=1]`. */
  readonly id: string;
  readonly step: Step;
  readonly cell: Cell;
  readonly status: TaskState;
}

/** A task whose result is there. */
export interface CachedTask extends PlannedTask {
  readonly status: CachedState;
}

export interface Plan {
  /** In an order in which each task stands after those it depends on. */
  readonly tasks: readonly PlannedTask[];
}

export function taskId(step: string, axes: Cell["axes"]): string {
  const cell = cellName(axes);
  return cell === "" ? step : `${step}[${cell}]`;
}
