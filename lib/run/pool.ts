import { admit, type Ready } from "./admission.js";

/** Does all of `ready`, as many at once as there are cores for. `act` must not reject. */
export async function doAll<T extends Ready>(
  ready: readonly T[],
  capacity: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...ready];
  const running = new Set<Promise<void>>();
  let free = capacity;
  while (left.length > 0 || running.size > 0) {
    for (const one of admit(left, free, capacity)) {
      left.splice(left.indexOf(one), 1);
      const cpu = Math.min(one.cpu, capacity);
      free -= cpu;
      const done = act(one).then(() => {
        free += cpu;
        running.delete(done);
      });
      running.add(done);
    }
    await Promise.race(running);
  }
}
