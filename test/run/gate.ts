import { rmSync } from "node:fs";
import { Rig } from "../rig.js";

const GATE = "data/gate.txt";

/** The letters, whose first step says "at the gate" and goes on when `openGate` takes one of its files away. */
export function gatedRig(): Rig {
  const rig = new Rig("letters");
  closeGate(rig);
  rig.replace("steps/list.ts", "texts }, out }", "texts }, out, log, signal }");
  rig.replace(
    "steps/list.ts",
    "for (const file of await texts.list()) {",
    `const listed = await texts.list();
    const gate = listed.find(({ id }) => id === "gate.txt");
    log("at the gate");
    const isShut = () => gate !== undefined && texts.read(gate).then(() => !signal.aborted, () => false);
    while (await isShut()) await new Promise((resolve) => setImmediate(resolve));
    for (const file of listed.filter((one) => one !== gate)) {`,
  );
  return rig;
}

export function closeGate(rig: Rig): void {
  rig.write(GATE, "shut");
}

export function openGate(rig: Rig): void {
  rmSync(rig.path(GATE));
}
