import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../rig.js";

/** Each folder of lib/, and those it may import from besides itself, `error`, `digest` and `count`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bin: ["cli", "run", "store"],
  cli: ["run", "plan", "config", "store", "artifact", "step", "image", "learn", "report"],
  run: ["plan", "config", "store", "artifact", "step", "learn"],
  plan: ["config", "store", "artifact", "step"],
  config: [],
  store: ["artifact"],
  step: ["artifact"],
  report: ["artifact", "image", "learn"],
  learn: ["artifact", "step"],
  image: ["artifact"],
  artifact: [],
};
const KIT = ["step", "artifact", "image", "learn", "report"];
const ALWAYS = ["error", "digest", "count"];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

test("the imports of lib/ point one way", () => {
  const wrong = importsBelow("lib").filter(({ file, specifier }) => {
    if (!specifier.startsWith(".")) return false;
    const from = room(file);
    const to = room(join(dirname(file), specifier));
    return !(from === to || ALWAYS.includes(to) || (MAY_IMPORT[from] ?? []).includes(to));
  });
  expect(wrong).toEqual([]);
});

test("of what trains, run/ imports the ladder and nothing else", () => {
  const wrong = importsBelow("lib").filter(
    ({ file, specifier }) =>
      room(file) === "run" && specifier.includes("/learn/") && !specifier.includes("engine/ladder"),
  );
  expect(wrong).toEqual([]);
});

test("only the engine imports TensorFlow.js, and only lib/image imports sharp", () => {
  const wrong = [...importsBelow("lib"), ...importsBelow("steps")].filter(({ file, specifier }) => {
    if (specifier.startsWith("@tensorflow/")) return !file.startsWith("lib/learn/engine/");
    return specifier === "sharp" && !file.startsWith("lib/image/");
  });
  expect(wrong).toEqual([]);
});

test("steps import the kit by its package name, and nothing else of this repository", () => {
  const wrong = importsBelow("steps").filter(
    ({ specifier }) => !KIT.some((name) => specifier === `tamiz/${name}` || specifier.startsWith(`tamiz/${name}/`)),
  );
  expect(wrong).toEqual([]);
});

test("every folder of lib/ has its rule", () => {
  const folders = readdirSync(join(repository, "lib"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

function room(file: string): string {
  return (
    relative("lib", file)
      .split("/")[0]
      ?.replace(/\.[jt]s$/, "") ?? ""
  );
}

function importsBelow(folder: string): Import[] {
  const names = readdirSync(resolve(repository, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const source = readFileSync(resolve(repository, folder, name), "utf8");
      const found = source.matchAll(/(?:^|\n)(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)/g);
      return [...found].map((match) => ({ file: join(folder, name), specifier: match[1] ?? match[2] ?? "" }));
    });
}
