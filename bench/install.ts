import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A Python virtual environment with these packages, installed where it is not yet. */
export function installPython(folder: string, packages: readonly string[]): void {
  install(folder, packages, () => {
    call("python3", ["-m", "venv", folder], folder);
    const python = join(folder, "bin", "python");
    call(python, ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", ...packages], folder);
  });
}

/** The same of packages from npm, in `<folder>/node_modules`. */
export function installNode(folder: string, packages: readonly string[]): void {
  install(folder, packages, () => {
    writeFileSync(join(folder, "package.json"), "{}");
    call("npm", ["install", "--no-audit", "--no-fund", "--silent", ...packages], folder);
  });
}

/** A note of the packages is written last, so that a folder without it is made anew. */
function install(folder: string, packages: readonly string[], act: () => void): void {
  const note = join(folder, "installed.txt");
  const wanted = packages.join("\n");
  if (existsSync(note) && readFileSync(note, "utf8") === wanted) return;
  console.log(`installing ${packages.join(", ")} into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  act();
  writeFileSync(note, wanted);
}

function call(command: string, args: readonly string[], folder: string): void {
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}`);
}
