// A contender: `LayersModel.fit` on tfjs-node, one operation after another.
import { openEngine } from "../../lib/learn/engine/engine.js";
import { answerQuestion } from "./answer.js";
import { measureFit } from "./layers-fit.js";

answerQuestion(async (question, { engine }) => {
  if (engine === undefined) throw new RangeError("eager fit wants a native engine");
  return measureFit(await openEngine(engine), question);
});
