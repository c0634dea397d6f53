// A project whose run can be disturbed from a known start, again and again, and held against an undisturbed one.
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { digestBytes, digestJson } from "../../lib/digest.js";
import { memoryFolder, type Result, Rig, type Started } from "../rig.js";
import { type Fault, readTrace, SETTING, type Setting } from "./fault.js";

/** What lies in the artifacts folder: nothing; what is derived; results from before a change; or those that are wanted. */
export type Start = "empty" | "derived" | "changed" | "done";

/** Those that leave a run something to do. */
export const STARTS: readonly Start[] = ["empty", "derived", "changed"];

const ROOMS = new Set([
  "objects",
  "records",
  "derived",
  "tmp",
  "views",
  "checkpoints",
  "damaged",
  "sheets",
  "presence",
  "projects",
  "run.html",
]);

/** The bytes of `pipeline.lock` and of every file that a view shows: path → digest. */
export type Results = Readonly<Record<string, string>>;

export class CrashProject {
  readonly rig = new Rig("letters", memoryFolder);
  readonly #driver: string;
  readonly #expected = new Map<Start, Results>();
  #before: Results = {};
  #run = 0;

  private constructor(driver: string) {
    this.#driver = driver;
  }

  /** Makes the project, and each start that `restore` goes back to. */
  static async prepare(driver: string): Promise<CrashProject> {
    const project = new CrashProject(driver);
    await project.#prepare();
    return project;
  }

  async #prepare(): Promise<void> {
    // Twice: only the second time are the steps' modules old enough to be known again at a look.
    for (let run = 0; run < 2; run++) await this.#undisturbed("derived");
    this.#before = resultsOf(this.rig);
    this.#expected.set("derived", this.#before).set("empty", this.#before);
    cpSync(this.rig.path("artifacts"), this.#kept("changed"), { recursive: true, verbatimSymlinks: true });
    rmSync(join(this.#kept("changed"), "tmp"), { recursive: true });
    cpSync(this.rig.path("artifacts/derived"), join(this.#kept("derived"), "derived"), { recursive: true });
    rmSync(join(this.#kept("derived"), "derived/latest.json"), { force: true });
    await this.#undisturbed("changed");
    const results = resultsOf(this.rig);
    this.#expected.set("changed", results).set("done", results);
    // A run with nothing to do looks at every object, and remembers them.
    await this.#undisturbed("done");
    cpSync(this.rig.path("artifacts"), this.#kept("done"), { recursive: true, verbatimSymlinks: true });
  }

  async #undisturbed(start: Start): Promise<void> {
    const { code, stderr } = await this.rig.run(...argumentsOf(start));
    if (code !== 0) throw new Error(`an undisturbed run failed: ${stderr}`);
  }

  #kept(start: Start): string {
    return this.rig.path(".kept", start);
  }

  expected(start: Start): Results {
    return this.#expected.get(start) ?? {};
  }

  restore(start: Start): void {
    for (const name of ["artifacts", "pipeline.lock"]) rmSync(this.rig.path(name), { recursive: true, force: true });
    if (start === "empty") return;
    cpSync(this.#kept(start), this.rig.path("artifacts"), { recursive: true, verbatimSymlinks: true });
  }

  /** Runs from a start with the driver, and tells which calls were made. */
  async trace(start: Start, fault?: Fault): Promise<Result & { readonly calls: readonly string[] }> {
    this.restore(start);
    const trace = this.rig.path(`.trace-${this.#run++}`);
    const setting: Setting = { root: this.rig.folder, trace, ...(fault === undefined ? {} : { fault }) };
    const { command, env } = this.rig;
    this.rig.command = this.#driver;
    this.rig.env = { ...env, [SETTING]: JSON.stringify(setting) };
    const started = this.start(start);
    Object.assign(this.rig, { command, env });
    const result = await started.ended;
    await ended(started);
    return { ...result, calls: readTrace(trace) };
  }

  /** Starts the real command on what there is. */
  start(start: Start): Started {
    return this.rig.start(argumentsOf(start));
  }

  /** What is false now, amid whatever a disturbed run has left; empty where nothing is. */
  lies(start: Start): string[] {
    const lies: string[] = [];
    const objects = this.rig.path("artifacts/objects");
    for (const [path, digest] of Object.entries(filesBelow(objects))) {
      if (path.replaceAll("/", "") !== digest) lies.push(`the object ${path} holds other bytes`);
    }
    for (const path of Object.keys(filesBelow(this.rig.path("artifacts/records")))) {
      const { digest, record } = JSON.parse(this.rig.read("artifacts/records", path));
      if (digest !== digestJson(record)) lies.push(`the record ${path} is damaged`);
      for (const output of Object.values<string>(record.outputs)) {
        if (!existsSync(join(objects, output.slice(0, 2), output.slice(2))))
          lies.push(`${path} names what is not there`);
      }
    }
    for (const [path, digest] of Object.entries(resultsOf(this.rig))) {
      const known = [this.#before[path], this.expected(start)[path]];
      if (!known.includes(digest)) lies.push(`${path} shows neither the old result nor the new`);
    }
    return lies;
  }

  /** Runs the real command, and tells in what the results differ from an undisturbed run's, and what was left over. */
  async recover(start: Start): Promise<string[]> {
    const { code, stdout, stderr } = await this.start(start).ended;
    if (code !== 0) return [`the next run ended with ${code}: ${stdout}${stderr}`];
    return [...this.lies(start), ...this.differences(start)];
  }

  differences(start: Start): string[] {
    const results = resultsOf(this.rig);
    const expected = this.expected(start);
    const paths = new Set([...Object.keys(results), ...Object.keys(expected)]);
    const different = [...paths].filter((path) => results[path] !== expected[path]).map((path) => `${path} differs`);
    const left = ["tmp", "checkpoints"].flatMap((room) =>
      Object.keys(filesBelow(this.rig.path("artifacts", room))).map((name) => `${room}/${name} is left over`),
    );
    const drafts = readdirSync(this.rig.folder).filter((name) => name.startsWith(".pipeline.lock"));
    return [...different, ...left, ...drafts.map((name) => `${name} is left over`)];
  }
}

/** Waits until no process of a started run is left. */
export async function ended(started: Started): Promise<void> {
  await started.ended;
  while (isGroupAlive(started.process.pid ?? 0)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

function argumentsOf(start: Start): readonly string[] {
  return ["run", "--jobs", "2", "--set", `params.times=${start === "changed" || start === "done" ? 3 : 2}`];
}

function resultsOf(rig: Rig): Results {
  const results: Record<string, string> = {};
  if (rig.exists("pipeline.lock")) results["pipeline.lock"] = digestBytes(rig.read("pipeline.lock"));
  if (!rig.exists("artifacts")) return results;
  for (const step of readdirSync(rig.path("artifacts"))) {
    if (ROOMS.has(step)) continue;
    for (const [path, digest] of Object.entries(filesBelow(rig.path("artifacts", step))))
      results[`${step}/${path}`] = digest;
  }
  return results;
}

/** Every file below a folder, also through links: path → digest of its bytes; "nothing" for a link that leads nowhere. */
export function filesBelow(folder: string, prefix = ""): Record<string, string> {
  const files: Record<string, string> = {};
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) files[prefix + name] = "nothing";
    } else if (statSync(path).isDirectory()) Object.assign(files, filesBelow(path, `${prefix}${name}/`));
    else files[prefix + name] = digestBytes(readFileSync(path));
  }
  return files;
}
