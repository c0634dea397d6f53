import { readdirSync, readFileSync } from "node:fs";

const INTERVAL_MS = 50;

/**
 * Watches a process and all below it, by Linux's own count of the most memory that each had resident. The function that
 * it returns ends that and says how much it was in the largest, in bytes.
 */
export function watchPeak(pid: number): () => number {
  let peak = 0;
  const look = () => {
    for (const member of familyOf(pid)) peak = Math.max(peak, peakOf(member));
  };
  const timer = setInterval(look, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** The same of what all of them have resident together; of pages that several share, each is counted its part. */
export function watchTogether(pid: number): () => number {
  let peak = 0;
  const look = () => {
    const sizes = familyOf(pid).map((member) => kibibytesOf(`/proc/${member}/smaps_rollup`, "Pss") * 1024);
    peak = Math.max(
      peak,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  };
  const timer = setInterval(look, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function familyOf(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // The name of the program stands in brackets and may hold anything; state and parent follow.
    const parent = read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ")[1];
    parents.set(Number(name), Number(parent));
  }
  const belongs = (one: number | undefined): boolean =>
    one !== undefined && one > 0 && (one === pid || belongs(parents.get(one)));
  return [...parents.keys()].filter(belongs);
}

function peakOf(pid: number): number {
  return kibibytesOf(`/proc/${pid}/status`, "VmHWM") * 1024;
}

function kibibytesOf(file: string, name: "VmHWM" | "Pss"): number {
  const [, kibibytes = 0] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(read(file)) ?? [];
  return Number(kibibytes);
}

/** Nothing of a process that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
