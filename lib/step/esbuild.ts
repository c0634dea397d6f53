type Esbuild = typeof import("esbuild");

let started: Promise<Esbuild> | undefined;

/** The bundler, whose process lives as long as this one. */
export function startEsbuild(): Promise<Esbuild> {
  started ??= start();
  return started;
}

/** It builds for a second, and with Go's usual measure spends a third of that on garbage. At four times it takes no more memory. */
async function start(): Promise<Esbuild> {
  const esbuild = await import("esbuild");
  const { GOGC } = process.env;
  process.env.GOGC = GOGC ?? "400";
  // Its process starts here, and takes this environment; those that start later have nothing to do with it.
  esbuild.initialize({});
  if (GOGC === undefined) delete process.env.GOGC;
  return esbuild;
}
