// Random pipelines, with all on which their results rest, and random edits of them.
import type { Random } from "../../lib/learn/random.js";

export type GeneratedInput = { readonly source: string } | { readonly step: string };

/** A step whose output is a number drawn from its code, its parameters and its inputs. */
export interface GeneratedStep {
  readonly name: string;
  readonly salt: number;
  /** How many different outputs it has: with few, a change often makes the same bytes. */
  readonly outputs: number;
  readonly natives: readonly string[];
  readonly env: readonly string[];
  readonly parameter: number;
  readonly in: Readonly<Record<string, GeneratedInput>>;
  /** One cell each; null for a step without a matrix. */
  readonly matrix: readonly number[] | null;
  /** An input that is taken apart by its parts. */
  readonly each: string | null;
}

export interface World {
  /** In the order of the file. */
  readonly steps: readonly GeneratedStep[];
  /** Source → file → content. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly versions: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string>>;
  readonly node: number;
  readonly format: number;
}

export interface Edit {
  readonly what: string;
  readonly world: World;
}

const PACKAGES = ["sharp", "@tensorflow/tfjs-core"];
const VARIABLES = ["LANG", "MODE"];
const SOURCES = ["s0", "s1"];

export function generateWorld(random: Random): World {
  const steps: GeneratedStep[] = [];
  const count = 2 + random.below(7);
  for (let index = 0; index < count; index++) {
    const names = ["a", "b", "c"].slice(0, 1 + random.below(3));
    const inputs = Object.fromEntries(names.map((name) => [name, drawInput(steps, random)]));
    steps.push({
      name: `step${index}`,
      salt: random.below(1000),
      outputs: pick([2, 3, 1_000_000, 1_000_000], random),
      natives: PACKAGES.filter(() => random.below(4) === 0),
      env: VARIABLES.filter(() => random.below(4) === 0),
      parameter: random.below(3),
      in: inputs,
      matrix: random.below(4) === 0 ? [1, 2, 3].slice(0, 1 + random.below(3)) : null,
      each: drawEach(inputs, steps, random),
    });
  }
  const sources = SOURCES.map((name) => [name, drawFiles(random)] as const);
  return {
    steps,
    sources: Object.fromEntries(sources),
    versions: Object.fromEntries(PACKAGES.map((name) => [name, 1])),
    env: {},
    node: 20,
    format: 1,
  };
}

function drawInput(earlier: readonly GeneratedStep[], random: Random): GeneratedInput {
  if (earlier.length === 0 || random.below(4) === 0) return { source: pick(SOURCES, random) };
  return { step: pick(earlier, random).name };
}

/** A list, of a matrix step's cells, cannot be taken apart. */
function drawEach(inputs: GeneratedStep["in"], steps: readonly GeneratedStep[], random: Random): string | null {
  if (random.below(2) === 0) return null;
  const one = Object.entries(inputs).filter(([, input]) => !isList(input, steps));
  return one.length === 0 ? null : pick(one, random)[0];
}

export function isList(input: GeneratedInput, steps: readonly GeneratedStep[]): boolean {
  return "step" in input && steps.find(({ name }) => name === input.step)?.matrix !== null;
}

function drawFiles(random: Random): Record<string, string> {
  const names = Array.from({ length: 1 + random.below(12) }, () => `f${random.below(30)}.txt`);
  return Object.fromEntries(names.map((name) => [name, String(random.below(5))]));
}

/** Edits that any project can see; the others change the machine or the program. */
export const PROJECT_EDITS = ["parameter", "code", "file", "file gone", "order", "edge", "matrix", "nothing"] as const;
export const ALL_EDITS = [...PROJECT_EDITS, "version", "env", "node", "format"] as const;

export function editWorld(world: World, kinds: readonly (typeof ALL_EDITS)[number][], random: Random): Edit {
  const kind = pick(kinds, random);
  const step = pick(world.steps, random);
  const change = (changes: Partial<GeneratedStep>, what = ""): Edit => ({
    what: `${kind} of ${step.name}${what}`,
    world: { ...world, steps: world.steps.map((one) => (one === step ? { ...step, ...changes } : one)) },
  });
  switch (kind) {
    case "parameter":
      return change({ parameter: random.below(3) });
    case "code":
      return change({ salt: random.below(1000) });
    case "matrix":
      return step.matrix === null ? { what: "nothing", world } : change({ matrix: [1, 2, 3].slice(random.below(3)) });
    case "edge": {
      const name = pick(Object.keys(step.in), random);
      const number = Number(step.name.slice("step".length));
      const earlier = world.steps.filter((other) => Number(other.name.slice("step".length)) < number);
      const input = drawInput(earlier, random);
      return change({
        in: { ...step.in, [name]: input },
        ...(step.each === name && isList(input, earlier) ? { each: null } : {}),
      });
    }
    case "order": {
      const at = random.below(world.steps.length);
      const rest = world.steps.filter((one) => one !== step);
      return {
        what: `order: ${step.name}`,
        world: { ...world, steps: [...rest.slice(0, at), step, ...rest.slice(at)] },
      };
    }
    case "file":
    case "file gone": {
      const name = pick(SOURCES, random);
      const { [`f${random.below(30)}.txt`]: _, ...rest } = world.sources[name] ?? {};
      const added = kind === "file" ? { [`f${random.below(30)}.txt`]: String(random.below(5)) } : {};
      return {
        what: `${kind} in ${name}`,
        world: { ...world, sources: { ...world.sources, [name]: { ...rest, ...added } } },
      };
    }
    case "version":
      return {
        what: kind,
        world: { ...world, versions: { ...world.versions, [pick(PACKAGES, random)]: random.below(3) } },
      };
    case "env":
      return {
        what: kind,
        world: { ...world, env: { ...world.env, [pick(VARIABLES, random)]: String(random.below(3)) } },
      };
    case "node":
      return { what: kind, world: { ...world, node: 20 + random.below(3) } };
    case "format":
      return { what: kind, world: { ...world, format: 1 + random.below(3) } };
    case "nothing":
      return { what: kind, world };
  }
}

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)]!;
}
