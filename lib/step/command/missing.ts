import { PipelineError } from "../../error.js";
import { variableName } from "./code.js";

/** A command has left nothing where an output is to be. */
export function outputMissing(name: string): PipelineError {
  const variable = variableName("out", name);
  return new PipelineError({
    code: "output-missing",
    message: `the command ended without leaving anything at $${variable}`,
    remedy: `Let it write to the path that the environment variable ${variable} holds.`,
  });
}
