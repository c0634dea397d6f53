// The entry point `tamiz/step`: everything a step's declaration needs.
export { z } from "zod";
export { boolean, bytes, float64, int32, nullable, text } from "../artifact/column.js";
export { document } from "../artifact/document.js";
export { featureTable } from "../artifact/features.js";
export { files } from "../artifact/files.js";
export { type ImageRow, imageTable } from "../artifact/images.js";
export { model } from "../artifact/model.js";
export { type PixelRow, pixelTable } from "../artifact/pixels.js";
export { table } from "../artifact/table.js";
export { PipelineError } from "../error.js";
export { defineStep, list, optional } from "./declare.js";
