type Esbuild = typeof import("esbuild");

let started: Promise<Esbuild> | undefined;

/** The bundler. It has one process for all of this one's builds, which may be started once and ends with it. */
export function startEsbuild(): Promise<Esbuild> {
  started ??= start();
  return started;
}

/**
 * It builds for a second, and with Go's usual measure spends a third of that on garbage. Four times as much may gather, which takes
 * 3 % more memory.
 */
async function start(): Promise<Esbuild> {
  const esbuild = await import("esbuild");
  const { GOGC } = process.env;
  process.env.GOGC = GOGC ?? "400";
  try {
    // Its process starts here, and takes this environment; those that start later have nothing to do with it.
    esbuild.initialize({});
  } finally {
    if (GOGC === undefined) delete process.env.GOGC;
  }
  return esbuild;
}
