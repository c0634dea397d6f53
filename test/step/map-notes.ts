import type { Notes } from "../../lib/step/notes.js";

/** Notes of this process alone: what is found out now was found out before. */
export function mapNotes(map = new Map<string, string>()): Notes {
  return {
    get: (name) => map.get(name),
    set: (name, text) => map.set(name, text),
    keep: (name) => map.has(name),
    keys: () => map.keys(),
  };
}
