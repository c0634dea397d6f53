import type { z } from "zod";
import type { ArtifactType, ReaderOf, WriterOf } from "../artifact/type.js";
import type { Json, ObjectDigest } from "../digest.js";
import type { Allowance } from "./reads/allowance.js";

// biome-ignore lint/suspicious/noExplicitAny: variance: any artifact type, whatever it reads and writes
type AnyType = ArtifactType<any, any>;

/** An input that the pipeline may leave out; the step reads undefined. */
export interface Optional<Type extends AnyType | List<AnyType>> {
  readonly optional: Type;
}

/** An input that takes every cell of a matrix step (or a list of outputs). */
export interface List<Type extends AnyType> {
  readonly list: Type;
}

export const optional = <Type extends AnyType | List<AnyType>>(type: Type): Optional<Type> => ({ optional: type });
export const list = <Type extends AnyType>(type: Type): List<Type> => ({ list: type });

/** One member of a list input: the matrix cell it came from, and its reader. */
export interface Member<Reader> {
  readonly cell: { readonly [axis: string]: Json };
  readonly artifact: Reader;
}

export type InputType = AnyType | List<AnyType> | Optional<AnyType | List<AnyType>>;
type Reading<T> =
  T extends Optional<infer Inner>
    ? Reading<Inner> | undefined
    : T extends List<infer Inner>
      ? readonly Member<ReaderOf<Inner>>[]
      : ReaderOf<T>;

/** What a step says while it works. `total` may be unknown. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  /** What is counted, in the plural: "pictures". */
  readonly unit: string;
  /** A few words on where the work stands: "epoch 3 of 10, loss 0.41". */
  readonly note?: string;
}

export type EngineName = "native" | "wasm";

/** Which engine this machine offers, and why. */
export interface EngineReport {
  readonly name: EngineName;
  /** Where the package of a native engine lies. */
  readonly folder?: string;
  /** One line: why this one, why not the faster one, and how to have that. */
  readonly why: string;
  /** What of it can change a task's bytes, and so counts in keys. */
  readonly identity: { readonly [name: string]: Json };
  /** The files (and the absent ones) on whose state this answer rests. */
  readonly files: readonly string[];
}

/** The engine that the plan chose for this task; its identity is in the task's key. */
export interface EngineChoice {
  readonly name: EngineName;
  /** Where the package of a native engine lies; by default in the user's engine home. */
  readonly folder?: string;
  /** Threads that one operation may use. */
  readonly threads: number;
}

/** Where a long task keeps how far it has come, so that it goes on from there after it was stopped or killed. */
export interface Checkpoint {
  /** What was saved last by a task with the same key; undefined where there is nothing, or it is damaged. */
  load(): Promise<Uint8Array | undefined>;
  /** Takes the place of what was saved before. */
  save(bytes: Uint8Array): Promise<void>;
}

/** What a step is given to run with. */
export interface RunContext<In, Out, With> {
  readonly in: In;
  readonly with: With;
  readonly out: Out;
  /** Cores this task may keep busy. */
  readonly cpu: number;
  /** Set where the step's bundle uses TensorFlow.js. */
  readonly engine: EngineChoice | undefined;
  readonly checkpoint: Checkpoint;
  /**
   * The answer of `compute` to a question about the bytes with this digest, finite numbers only. It must depend on nothing
   * but these bytes and the step's parameters: where a task with the same code and parameters has asked it of the same
   * bytes before, that answer is taken.
   */
  remember<Value extends Json>(question: string, digest: ObjectDigest, compute: () => Promise<Value>): Promise<Value>;
  /**
   * Each item with the answer to a question about its bytes, as `remember` gives it. `content` is a digest of all that the items
   * follow from: neither they nor the answers, which are kept together, are asked for where it is known, until they are wanted.
   */
  rememberAll<Item extends { readonly digest: ObjectDigest }, Value extends Json>(
    question: string,
    content: ObjectDigest,
    items: () => Promise<readonly Item[]>,
    compute: (item: Item) => Promise<Value>,
  ): Promise<() => Promise<readonly (readonly [item: Item, answer: Value])[]>>;
  progress(progress: Progress): void;
  log(message: string): void;
  readonly signal: AbortSignal;
}

type Inputs = { readonly [name: string]: InputType };
type Outputs = { readonly [name: string]: AnyType };

export interface StepDefinition<I extends Inputs, O extends Outputs, W extends z.ZodObject> {
  /** One sentence: what the step does. */
  readonly about: string;
  readonly in: I;
  readonly out: O;
  readonly with: W;
  /**
   * The input of which any rows will do: what a row becomes depends on that row and on `with` alone, and has the row's id
   * where it is a row itself.
   */
  readonly each?: keyof I & string;
  /** What its sources read besides its inputs, though it cannot change what the step makes. */
  readonly allows?: readonly Allowance[];
  run(
    context: RunContext<
      { readonly [K in keyof I]: Reading<I[K]> },
      { readonly [K in keyof O]: WriterOf<O[K]> },
      z.output<W>
    >,
  ): Promise<void>;
}

/** A step with its types erased: what the program handles. */
// biome-ignore lint/suspicious/noExplicitAny: a step's own types are its own business
export type AnyStep = StepDefinition<any, any, any>;

/** Declares a step: what it reads, what it writes, its parameters and the function between them. */
export function defineStep<I extends Inputs, O extends Outputs, W extends z.ZodObject>(
  definition: StepDefinition<I, O, W>,
): StepDefinition<I, O, W> {
  return definition;
}
