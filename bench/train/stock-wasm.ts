// A contender: `LayersModel.fit` on TensorFlow.js's own WebAssembly backend.
import { answerQuestion } from "./answer.js";
import { measureFit } from "./layers-fit.js";
import { openWasmEngine } from "./wasm-engines.js";

answerQuestion(async (question) => measureFit(await openWasmEngine("stock"), question));
