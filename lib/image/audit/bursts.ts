import { compareIds } from "../../digest.js";
import type { Pair } from "./pair.js";

export interface Shot {
  readonly id: string;
  /** Local time, as in the images. */
  readonly captured: string | null;
  readonly camera: string | null;
}

/**
 * Pictures of one camera, each taken at most `seconds` after the one before: a pair for each such step, measured in
 * seconds. Cameras without a serial number are told apart by make and model alone. 0 seconds: no bursts.
 */
export function bursts(shots: readonly Shot[], seconds: number): Pair[] {
  if (seconds === 0) return [];
  const cameras = new Map<string, { index: number; time: number; id: string }[]>();
  shots.forEach(({ id, captured, camera }, index) => {
    if (captured === null || camera === null) return;
    const taken = cameras.get(camera) ?? [];
    cameras.set(camera, taken);
    taken.push({ index, time: secondsOf(captured), id });
  });
  return [...cameras.values()].flatMap((taken) => {
    taken.sort((a, b) => a.time - b.time || compareIds(a.id, b.id));
    return taken.flatMap((shot, place) => {
      const before = taken[place - 1];
      if (before === undefined || shot.time - before.time > seconds) return [];
      return [{ first: before.index, second: shot.index, measure: shot.time - before.time }];
    });
  });
}

/** Since 1970 in the camera's own time. The fraction is added apart, as `Date` knows no more than milliseconds. */
function secondsOf(captured: string): number {
  const [whole = "", fraction = "0"] = captured.split(".");
  return Date.parse(`${whole}Z`) / 1000 + Number(`0.${fraction}`);
}
