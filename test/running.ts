import { readFileSync } from "node:fs";

/** Whether a process is running, and not merely waiting for someone to ask for its exit code. */
export function isRunning(pid: number): boolean {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return !"ZX".includes(stat.charAt(stat.lastIndexOf(")") + 2));
    } catch {
      return false;
    }
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
