import { beforeAll, describe, test } from "vitest";
import type { Tensor, Tensor2D, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const products = drawCases("product", 60, (source) => ({
  m: upTo(source, 40),
  k: oneOf(source, [1, 2, 7, 8, upTo(source, 70), 511, 512, 1025]),
  n: oneOf(source, [1, 8, 10, upTo(source, 40), 256, 300]),
  batch: oneOf(source, [[], [], [3], [2, 2]]),
  transposeA: source.below(2) === 1,
  transposeB: source.below(2) === 1,
}));

type Product = (typeof products)[number];

function factors({ seed, m, k, n, batch, transposeA, transposeB }: Product): [Tensor, Tensor] {
  const source = random("factors", seed);
  const a = [...batch, ...(transposeA ? [k, m] : [m, k])];
  const b = [...batch, ...(transposeB ? [n, k] : [k, n])];
  return [tf.tensor(numbers(a, source), a), tf.tensor(numbers(b, source), b)];
}

test.each(products)("[$m × $k] · [$k × $n], batch $batch, transposed $transposeA $transposeB", async (product) => {
  await expectAgreement(tf, () => {
    const [a, b] = factors(product);
    const apply = (left: Tensor, right: Tensor) => tf.matMul(left, right, product.transposeA, product.transposeB);
    const y = apply(a, b);
    const dy = tf.tensor(numbers(y.shape, random("gradient", product.seed)), y.shape);
    return [y, ...tf.grads(apply)([a, b], dy)];
  });
});

test.each(products.slice(0, 20))("with a bias and a relu: [$m × $k] · [$k × $n], batch $batch", async (product) => {
  await expectAgreement(tf, () => {
    const [a, b] = factors(product);
    const { transposeA, transposeB, n, seed } = product;
    const bias = tf.tensor1d(numbers([n], random("bias", seed)));
    const activation = oneOf(random("activation", seed), ["relu", "linear"] as const);
    return [tf.fused.matMul({ a, b, transposeA, transposeB, bias, activation })];
  });
});

test("nothing summed is 0, whatever was in memory", async () => {
  await expectAgreement(tf, () => {
    tf.tidy(() => tf.fill([4, 5], 7));
    return [tf.matMul(tf.zeros([4, 0]) as Tensor2D, tf.zeros([0, 5]) as Tensor2D)];
  });
});

describe("left to the stock kernel", () => {
  test("is one factor for many", async () => {
    await expectAgreement(tf, () => {
      const source = random("repeated");
      const a = tf.tensor3d(numbers([1, 3, 5], source), [1, 3, 5]);
      const b = tf.tensor3d(numbers([4, 5, 6], source), [4, 5, 6]);
      return [tf.matMul(a, b)];
    });
  });

  test.each(["elu", "relu6", "sigmoid", "leakyrelu"] as const)("is a fused %s", async (activation) => {
    await expectAgreement(tf, () => {
      const source = random(activation);
      const [a, b] = [tf.tensor2d(numbers([9, 5], source), [9, 5]), tf.tensor2d(numbers([5, 7], source), [5, 7])];
      return [tf.fused.matMul({ a, b, bias: tf.tensor1d(numbers([7], source)), activation, leakyreluAlpha: 0.2 })];
    });
  });
});
