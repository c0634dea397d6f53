import type { Candidate } from "../source/source.js";
import { earphone } from "./earphone.js";
import { keys } from "./keys.js";
import { phone } from "./phone.js";
import { photograph, setScene } from "./photograph.js";
import type { Shape } from "./shape.js";
import { stressBall } from "./stress-ball.js";
import { wallet } from "./wallet.js";

/** The classes, in order of their labels, and how each is drawn. */
export const SHAPES: { readonly [name: string]: Shape } = { earphone, keys, phone, "stress-ball": stressBall, wallet };

export const SCENES = 12;
export const SHOTS = 4;

/**
 * The sample: 240 JPEG photos of five kinds of small objects, twelve scenes of each, four shots of a scene. A scene is a group. The same
 * seed makes the same bytes. In byte order of their ids, such as `synthetic/keys/07-2.jpg`.
 */
export function objectsSample(seed: number): readonly Candidate[] {
  return Object.entries(SHAPES).flatMap(([name, shape], label) =>
    Array.from({ length: SCENES * SHOTS }, (_, index): Candidate => {
      const scene = Math.floor(index / SHOTS);
      const shot = index % SHOTS;
      const group = `${name}/${String(scene + 1).padStart(2, "0")}`;
      return {
        id: `synthetic/${group}-${shot + 1}.jpg`,
        label,
        class: name,
        group,
        given: null,
        storage: "encoded",
        async read() {
          const bytes = await photograph(setScene(shape, seed, name, scene), seed, name, scene, shot);
          return { form: "encoded", bytes };
        },
      };
    }),
  );
}
