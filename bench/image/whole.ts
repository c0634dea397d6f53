import type { Scenario } from "../scenario.js";
import { ask } from "./ask.js";
import type { ImageOptions } from "./options.js";
import { writePictures } from "./pictures.js";
import { pictureProject, runFromNothing } from "./project.js";
import type { Setup } from "./setup.js";

const BARE = "a bare loop of sharp";
const PIPELINE = "pipeline run";

/** Ingest, resize and features from nothing, against a loop that does nothing but decode and resize. */
export function wholeScenario({ scratch, quick }: ImageOptions): Scenario<Setup> {
  const count = quick ? 100 : 1000;
  return {
    name: "whole",
    title: `ingest → resize → features of ${count.toLocaleString("en")} JPEGs of 1920×1080, from nothing, by the clock`,
    unit: "pictures/s",
    rounds: 3,
    turns: [
      {
        contender: BARE,
        async measure({ bareLoop }, signal) {
          const { began, ended } = await ask(bareLoop, await writePictures(scratch, count), signal);
          return { value: count / (ended - began) };
        },
      },
      {
        contender: PIPELINE,
        async measure(_, signal) {
          return { value: count / (await runFromNothing(await pictureProject(scratch, count), signal)) };
        },
      },
    ],
    floors: [{ contender: PIPELINE, against: [BARE], bound: 0.65, at: "least" }],
  };
}
