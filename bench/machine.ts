import { availableParallelism, cpus } from "node:os";

export const cores = availableParallelism();

/** "AMD EPYC, 2 cores, Node v20.20.2" */
export function describeMachine(): string {
  return `${cpus()[0]?.model.trim()}, ${cores} cores, Node ${process.version}`;
}
