import { type Footing, NOT_INSTALLED, stepOn } from "../learn/engine/footing.js";
import { bytesBelow } from "../learn/engine/install/remove.js";
import { installCommand, NATIVE_OVER_WASM } from "../learn/engine/ladder.js";
import { rungs } from "../learn/engine/rungs.js";
import { formatBytes, formatPath, formatTable } from "./format.js";

/** `pipeline engine`, `pipeline engine list`: every rung of the ladder, from the fastest down, and which is used. */
export async function engineListCommand(): Promise<number> {
  const footings: Footing[] = [];
  for (const rung of rungs(process.cwd())) footings.push(await stepOn(rung));
  const used = footings.find(({ holds }) => holds);
  const rows = footings.map(async (footing) => [footing === used ? "→" : " ", ...(await describe(footing))]);
  process.stdout.write(`${formatTable(await Promise.all(rows))}\n${nextCommand(used)}\n`);
  return 0;
}

async function describe(footing: Footing): Promise<readonly string[]> {
  const { rung } = footing;
  const place = rung.installation ?? rung.folder;
  if (footing.holds) {
    const { tfjs, tensorflow } = footing.trial;
    const version = tensorflow === undefined ? `TensorFlow.js ${tfjs}` : `TensorFlow ${tensorflow}`;
    return [rung.title, version, `${formatPath(place)} (${formatBytes(await bytesBelow(place))})`];
  }
  if (footing.reason !== NOT_INSTALLED) {
    return [rung.title, "can't be used", `${formatPath(place)}: ${footing.reason}`];
  }
  return [rung.title, footing.reason, rung.installation === undefined ? rung.package : formatPath(place)];
}

function nextCommand(used: Footing | undefined): string {
  if (used?.rung.engine === "native") return "next   pipeline engine bench";
  return `next   ${installCommand()} (native trains about ${NATIVE_OVER_WASM} × as fast as WebAssembly)`;
}
