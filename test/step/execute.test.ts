import { expect, test } from "vitest";
import { defineStep, z } from "../../lib/step/kit.js";
import { Memory } from "../image/memory.js";

test("a step that waits for the signal is not begun where it was stopped before", async () => {
  const waiting = defineStep({
    about: "Waits until it is stopped.",
    in: {},
    out: {},
    with: z.object({}),
    run: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  });
  const stopping = new AbortController();
  const begun = new Memory().run(waiting, {}, {}, { signal: stopping.signal });
  stopping.abort();
  await expect(begun).rejects.toThrow("aborted");
  await expect(new Memory().run(waiting, {}, {}, { signal: stopping.signal })).rejects.toThrow("aborted");
});
