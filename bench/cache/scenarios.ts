import type { Options } from "../options.js";
import type { Scenario } from "../scenario.js";
import { noOpScenario } from "./no-op.js";
import { noOpPicturesScenario } from "./no-op-pictures.js";
import { onePictureScenario } from "./one-picture.js";
import { scaleMemoryScenario, scaleScenario } from "./scale.js";
import { storeScenario } from "./store.js";
import { tasksScenarios } from "./tasks.js";

/** All that is measured, in the order of the report. */
export function allScenarios(options: Options): readonly Scenario[] {
  return [
    noOpScenario(options),
    noOpPicturesScenario(options),
    scaleScenario(options),
    scaleMemoryScenario(options),
    onePictureScenario(options),
    ...tasksScenarios(options),
    storeScenario(options),
  ];
}
