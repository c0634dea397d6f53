import { type Project, runPipeline } from "../project.js";

/**
 * Runs `pipeline run` with these arguments on the native engine, and says how many seconds it took. `onStart` is told its
 * process id.
 */
export async function runNative(
  project: Project,
  args: readonly string[],
  signal: AbortSignal,
  onStart: (pid: number) => void = () => undefined,
): Promise<number> {
  const { seconds } = await runPipeline(project, ["run", "--engine", "native", ...args], { signal, onStart });
  return seconds;
}
