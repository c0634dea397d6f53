import type { Answer, Question, Setting } from "./question.js";

/** A contender's program: answers the question that its process was started with, as JSON on the last line. */
export function answerQuestion(
  compute: (question: Question, setting: Setting) => Promise<Omit<Answer, "peakBytes">>,
): void {
  const [question, setting] = process.argv.slice(2).map((text) => JSON.parse(text));
  compute(question, setting).then(
    (result) => {
      const answer: Answer = { ...result, peakBytes: process.resourceUsage().maxRSS * 1024 };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    },
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
