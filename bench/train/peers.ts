import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const KERAS = ["tensorflow==2.21.0", "keras==3.15.1"];
const TORCH = ["torch==2.9.1", "numpy==2.3.5"];

/** A Python with Keras and TensorFlow, installed in the scratch folder where it is not yet. Returns the interpreter. */
export function installKeras(scratch: string): string {
  return install(join(scratch, "keras"), KERAS);
}

/** The same with PyTorch. */
export function installTorch(scratch: string): string {
  return install(join(scratch, "torch"), TORCH);
}

/** A virtual environment with these packages; a note of them is written last, so that one without it is made anew. */
function install(folder: string, packages: readonly string[]): string {
  const python = join(folder, "bin", "python");
  const note = join(folder, "installed.txt");
  const wanted = packages.join("\n");
  if (existsSync(note) && readFileSync(note, "utf8") === wanted) return python;
  console.log(`installing ${packages.join(", ")} into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  call("python3", ["-m", "venv", folder]);
  call(python, ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", ...packages]);
  writeFileSync(note, wanted);
  return python;
}

function call(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}`);
}
