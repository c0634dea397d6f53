import type { Scenario, Turn } from "../scenario.js";
import { ask } from "./ask.js";
import type { ImageOptions } from "./options.js";
import { writePictures } from "./pictures.js";
import { pictureProject, runFromNothing } from "./project.js";
import type { Contender, Setup } from "./setup.js";

const SIMPLE = "a loop of sharp, one after another";
const BARE = "a loop of sharp on all cores";
const PIPELINE = "pipeline run";

/** Ingest, resize and features from nothing, against loops that do nothing but decode and resize. */
export function wholeScenario({ scratch, quick }: ImageOptions): Scenario<Setup> {
  const count = quick ? 100 : 1000;
  const loopTurn = (contender: string, loopOf: (setup: Setup) => Contender): Turn<Setup> => ({
    contender,
    async measure(setup, signal) {
      const { began, ended } = await ask(loopOf(setup), await writePictures(scratch, count), signal);
      return { value: count / (ended - began) };
    },
  });
  return {
    name: "whole",
    title: `ingest → resize → features of ${count.toLocaleString("en")} JPEGs of 1920×1080, from nothing, by the clock`,
    unit: "pictures/s",
    rounds: 3,
    turns: [
      loopTurn(SIMPLE, ({ simpleLoop }) => simpleLoop),
      loopTurn(BARE, ({ bareLoop }) => bareLoop),
      {
        contender: PIPELINE,
        async measure(_, signal) {
          return { value: count / (await runFromNothing(await pictureProject(scratch, count), signal)) };
        },
      },
    ],
    floors: [SIMPLE, BARE].map((loop) => ({ contender: PIPELINE, against: [loop], bound: 0.65, at: "least" })),
  };
}
