import type { Scenario, Turn } from "../scenario.js";
import { watchTogether } from "../train/peak-memory.js";
import type { ImageOptions } from "./options.js";
import { pictureProject, runFromNothing } from "./project.js";
import type { Setup } from "./setup.js";

const MIB = 2 ** 20;
const MOST_MIB = 600;

/** The most memory that all processes of `pipeline run` have resident together, for few and for many pictures. */
export function memoryScenarios({ scratch, quick, pictures }: ImageOptions): readonly Scenario<Setup>[] {
  if (process.platform !== "linux") return [];
  const counts = [quick ? 100 : 1000, pictures];
  const [few = "", many = ""] = counts.map((count) => `${count.toLocaleString("en")} pictures`);
  return [
    {
      name: "memory",
      title: "ingest → resize → features of JPEGs of 1920×1080: peak memory of all processes together",
      unit: "MiB",
      rounds: 1,
      turns: counts.map(
        (count, index): Turn<Setup> => ({
          contender: index === 0 ? few : many,
          async measure(_, signal) {
            const project = await pictureProject(scratch, count);
            let peak = (): number => Number.NaN;
            await runFromNothing(project, signal, (pid) => {
              peak = watchTogether(pid);
            });
            return { value: peak() / MIB };
          },
        }),
      ),
      floors: [
        { contender: few, bound: MOST_MIB, at: "absolute" },
        { contender: many, bound: MOST_MIB, at: "absolute" },
      ],
    },
  ];
}
