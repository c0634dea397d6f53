import { expect, test } from "vitest";
import { digestBytes, type Json } from "../../lib/digest.js";
import { remember } from "../../lib/step/notes.js";

const digest = digestBytes<"object">("some bytes");

test("an answer is the same the first time and later, by question, whatever is done to it", async () => {
  const notes = new Map<string, string>();
  const ask = (question: string, value: Json) => remember<Json>(notes, question, digest, async () => value);
  const first = (await ask("size", { b: -0, a: [1] })) as { a: number[]; b: number };
  expect(first).toEqual({ a: [1], b: 0 });
  expect(Object.keys(first)).toEqual(["a", "b"]);
  first.a.push(2);
  expect(await ask("size", "another")).toEqual({ a: [1], b: 0 });
  expect(await ask("colour", "red")).toBe("red");
});

test("what is no JSON is refused with the question's name", async () => {
  await expect(remember(new Map(), "size", digest, async () => Number.NaN)).rejects.toMatchObject({
    code: "not-json",
    message: 'what the step remembers as "size" is not JSON: NaN has no canonical form',
    remedy: "Use null for what is not a finite number.",
  });
});
