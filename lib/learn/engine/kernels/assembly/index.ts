export { adamStep } from "./adam-step";
export { convolutionFilterGradient, convolutionInputGradient, convolve } from "./convolution";
export { depthwiseConvolve, depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise-convolution";
export { matrixProduct } from "./matrix-product";
export { maxPool, maxPoolGradient } from "./pool";
export { reluGradient } from "./relu";
export { addRow, finishRows, sumRows } from "./rows";
