import type { Place } from "../../error.js";
import { ALLOWANCES } from "./allowance.js";

/** Something besides its inputs that a step takes in a source of its own. */
export interface Read {
  /** `process`, `Math.random`, `node:fs`; or the module that an import finds by a name made while running. */
  readonly name: string;
  /** In a file of the project. */
  readonly where: Place;
}

/** Of some reads, those that a step does not declare. */
export function undeclared(reads: readonly Read[], allows: readonly string[]): readonly Read[] {
  return reads.filter(({ name }) => !allows.includes(name));
}

/** `steps/count.ts:12 reads process` */
export function describeRead({ name, where }: Read): string {
  return `${where.file}:${where.line} reads ${name}`;
}

/** What to do about an undeclared read. */
export function remedyOf({ name }: Read): string {
  if (!ALLOWANCES.includes(name)) return "Import it by its plain name, so that its code counts.";
  return `${adviceOn(name)} If it cannot change the result, declare it: \`allows: [${JSON.stringify(name)}]\`.`;
}

function adviceOn(name: string): string {
  switch (name) {
    case "Date":
    case "performance":
    case "process":
    case "navigator":
    case "node:os":
    case "node:process":
      return "Take what it tells as a parameter.";
    case "Math.random":
    case "crypto":
    case "node:crypto":
      return "Draw from a seed that is a parameter: `tamiz/learn/random` does.";
    case "fetch":
    case "WebSocket":
    case "EventSource":
    case "node:http":
    case "node:https":
      return "Name the file as an input: `{ url, sha256 }`.";
    case "node:fs":
      return "Read files that `in` hands over.";
    default:
      return "A step reads only what `in` hands over.";
  }
}
