import { join } from "node:path";
import { installPython } from "../install.js";

const KERAS = ["tensorflow==2.21.0", "keras==3.15.1"];
const TORCH = ["torch==2.9.1", "numpy==2.3.5"];

/** A Python with Keras and TensorFlow, installed in the scratch folder where it is not yet. Returns the interpreter. */
export function installKeras(scratch: string): string {
  return install(join(scratch, "keras"), KERAS);
}

/** The same with PyTorch. */
export function installTorch(scratch: string): string {
  return install(join(scratch, "torch"), TORCH);
}

function install(folder: string, packages: readonly string[]): string {
  installPython(folder, packages);
  return join(folder, "bin", "python");
}
