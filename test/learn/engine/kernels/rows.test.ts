import { beforeAll, describe, expect, test } from "vitest";
import type { Tensor, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const matrices = drawCases("rows", 30, (source) => ({
  shape: [
    ...oneOf(source, [[], [upTo(source, 3)], [2, upTo(source, 5)]]),
    oneOf(source, [upTo(source, 9), 127, 128, 129, 400]),
    oneOf(source, [1, 3, 4, 15, 16, 17, 32, upTo(source, 70)]),
  ],
}));

test.each(matrices)(
  "a bias is added to $shape, its gradient summed, and the rows' mean taken",
  async ({ seed, shape }) => {
    await expectAgreement(
      tf,
      () => {
        const source = random("values", seed);
        const x = tf.tensor(numbers(shape, source), shape);
        const bias = tf.tensor1d(numbers(shape.slice(-1), source));
        const dy = tf.tensor(numbers(shape, source), shape);
        const apply = (a: Tensor, b: Tensor) => tf.add(a, b);
        return [apply(x, bias), ...tf.grads(apply)([x, bias], dy), tf.mean(x, [...shape.keys()].slice(0, -1))];
        // Sums of numbers of both signs may come close to 0.
      },
      1e-4,
    );
  },
);

test.each(matrices)("the gradient of a relu of $shape", async ({ seed, shape }) => {
  await expectAgreement(tf, () => {
    const source = random("values", seed);
    // Of three levels, one is 0.
    const x = tf.tensor(
      numbers(shape, source, 3).map((level) => level - 1),
      shape,
    );
    return [tf.relu(x), tf.grad((a) => tf.relu(a))(x, tf.tensor(numbers(shape, source), shape))];
  });
});

test("a long sum keeps its digits", () => {
  const sum = tf.tidy(() => tf.sum(tf.fill([2_000_000, 3], 0.1), 0).dataSync());
  for (const total of sum) expect(Math.abs(total / 200_000 - 1)).toBeLessThan(1e-4);
});

test("a copy outlives what it was copied from", () => {
  const first = tf.tensor1d([1, 2, 3]);
  const copy = first.clone();
  const before = tf.memory().numTensors;
  first.dispose();
  expect(Array.from(copy.dataSync())).toEqual([1, 2, 3]);
  copy.dispose();
  expect(tf.memory().numTensors).toBe(before - 2);
});

describe("left to the stock kernel", () => {
  test("are other sums and means", async () => {
    await expectAgreement(tf, () => {
      const x = tf.tensor3d(numbers([3, 4, 5], random("sums")), [3, 4, 5]);
      const matrix = tf.tensor2d(numbers([4, 5], random("matrix")), [4, 5]);
      return [
        tf.sum(matrix),
        tf.sum(matrix, 1),
        tf.sum(matrix, -2),
        tf.sum(x),
        tf.sum(x, 2),
        tf.sum(x, [0, 1], true),
        tf.sum(x, 0),
        tf.sum(tf.cast(x, "int32"), [0, 1]),
      ];
    });
  });

  test("are other additions", async () => {
    await expectAgreement(tf, () => {
      const source = random("additions");
      const x = tf.tensor3d(numbers([3, 4, 5], source), [3, 4, 5]);
      const column = tf.tensor2d(numbers([4, 1], source), [4, 1]);
      const row = tf.tensor1d(numbers([5], source));
      return [tf.add(x, column), tf.add(row, x), tf.add(x, 2), tf.add(x, x), tf.add(row, row)];
    });
  });
});
