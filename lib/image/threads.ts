import sharp from "sharp";

/** One thread for each picture, so that pictures side by side fill the cores, and a task keeps to its own. */
export function oneThreadEach(): void {
  sharp.concurrency(1);
}
