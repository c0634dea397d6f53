import type { ArtifactKind } from "../artifact/manifest.js";
import type { Json } from "../digest.js";
import type { Read } from "./reads/read.js";

/** An input of a step, as plain data. */
export interface InputDeclaration {
  /** "any": of a command, which finds every artifact as files. */
  readonly kind: ArtifactKind | "any";
  readonly schema: Json;
  /** Takes a list: every cell of a matrix step. */
  readonly list: boolean;
  readonly optional: boolean;
}

export interface OutputDeclaration {
  readonly kind: ArtifactKind;
  readonly schema: Json;
}

/** What a step module declares, as plain data: what the plan, `describe` and the JSON Schema need of it. */
export interface Declaration {
  readonly about: string;
  readonly in: { readonly [name: string]: InputDeclaration };
  readonly out: { readonly [name: string]: OutputDeclaration };
  /** JSON Schema of the parameters. */
  readonly with: Json;
  readonly each: string | null;
  /** What its sources read besides its inputs: globals, and modules of Node. */
  readonly allows: readonly string[];
}

/** Parameters checked against the declaration and completed with its defaults, or what is wrong with them. */
export type ResolvedWith =
  | { readonly ok: true; readonly value: { readonly [name: string]: Json } }
  | {
      readonly ok: false;
      readonly issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
    };

/** What a look at a step's bundle tells: its declaration, and each given set of parameters resolved, in order. */
export interface Inspection {
  readonly declaration: Declaration;
  readonly resolved: readonly ResolvedWith[];
  /** What the person's own sources read besides that while they were evaluated. */
  readonly reads: readonly Read[];
}
