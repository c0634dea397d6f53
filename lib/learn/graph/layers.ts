import { activation, leakyRelu, relu } from "./layer/activation.js";
import { add } from "./layer/add.js";
import { batchNormalization } from "./layer/batch-normalization.js";
import { convolution } from "./layer/convolution.js";
import { dense } from "./layer/dense.js";
import { depthwiseConvolution, separableConvolution } from "./layer/depthwise-convolution.js";
import { dropout } from "./layer/dropout.js";
import { flatten } from "./layer/flatten.js";
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from "./layer/pooling.js";
import type { LayerCompiler } from "./layer.js";

/** The layers that are compiled, by TensorFlow.js's class names. */
export const layerCompilers: { readonly [className: string]: LayerCompiler } = {
  Activation: activation,
  Add: add,
  AveragePooling2D: averagePooling,
  BatchNormalization: batchNormalization,
  Conv2D: convolution,
  Dense: dense,
  DepthwiseConv2D: depthwiseConvolution,
  Dropout: dropout,
  Flatten: flatten,
  GlobalAveragePooling2D: globalAveragePooling,
  GlobalMaxPooling2D: globalMaxPooling,
  LeakyReLU: leakyRelu,
  MaxPooling2D: maxPooling,
  ReLU: relu,
  SeparableConv2D: separableConvolution,
};
