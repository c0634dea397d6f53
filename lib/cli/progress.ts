import { styleText } from "node:util";
import { formatCount } from "../count.js";
import type { Event } from "../run/event.js";
import type { Progress } from "../step/declare.js";
import { describeRead, remedyOf } from "../step/reads/read.js";
import { formatDuration, plural } from "./format.js";
import { formatFailure } from "./format-error.js";

export interface ProgressOptions {
  readonly verbose: boolean;
  readonly now?: () => number;
  /** What the last line says, in place of the counts of a run. */
  finish?(event: Extract<Event, { readonly type: "run-finished" }>): string;
}

/** Where lines can't be redrawn, progress is printed this often. */
const PLAIN_INTERVAL_MS = 10_000;

interface Running {
  readonly began: number;
  /** When its progress was last printed as a line of its own. */
  printed: number;
  progress?: Progress;
  /** Where the work stood when its rate was first measured. */
  first?: { readonly at: number; readonly done: number };
}

/** Draws a run on a terminal: a line for each finished task, and a live line for each that runs. */
export async function drawProgress(
  stream: NodeJS.WriteStream,
  { verbose, now = Date.now, finish = summarise }: ProgressOptions,
): Promise<(event: Event) => void> {
  const isLive = stream.isTTY === true;
  const color = isLive && process.env.NO_COLOR === undefined;
  const running = new Map<string, Running>();
  const live = isLive ? (await import("log-update")).createLogUpdate(stream) : undefined;
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (color ? styleText(style, text) : text);
  let width = 0;

  const print = (line: string) => {
    live?.clear();
    stream.write(`${line}\n`);
    draw();
  };
  const draw = () => {
    if (live === undefined) return;
    const lines = [...running].map(
      ([task, state]) => `${paint("cyan", "▸")} ${task.padEnd(width)}  ${describe(state, now())}`,
    );
    if (lines.length === 0) live.clear();
    else live(lines.map((line) => line.slice(0, (stream.columns ?? 100) + (color ? 10 : 0))).join("\n"));
  };

  return (event) => {
    switch (event.type) {
      case "run-started":
        width = Math.max(...event.tasks.map((task) => task.length));
        if (event.engine !== undefined) print(paint("dim", `engine: ${event.engine.why}`));
        return;
      case "task-cached":
        return;
      case "task-started": {
        running.set(event.task, { began: now(), printed: now() });
        const parts =
          event.parts === undefined || event.parts.cached === 0
            ? ""
            : ` · ${event.parts.cached} of ${event.parts.total} parts cached`;
        const line = `${paint("cyan", "▸")} ${event.task.padEnd(width)}  ${paint("dim", event.reasons.join("; ") + parts)}`;
        if (isLive) draw();
        else print(line.trimEnd());
        return;
      }
      case "task-waiting": {
        const { pid, command } = event.process;
        const why = command === "run" ? "which is making it" : `which is at \`pipeline ${command}\``;
        print(paint("dim", `· ${event.task.padEnd(width)}  waits for process ${pid}, ${why}`));
        return;
      }
      case "task-progress": {
        const state = running.get(event.task);
        if (state === undefined) return;
        state.progress = event.progress;
        state.first ??= { at: now(), done: event.progress.done };
        if (isLive) draw();
        else if (now() - state.printed >= PLAIN_INTERVAL_MS) {
          state.printed = now();
          print(`  ${event.task.padEnd(width)}  ${describe(state, now())}`);
        }
        return;
      }
      case "task-log":
        print(`  ${event.task.padEnd(width)}  ${event.message}`);
        return;
      case "task-uncached":
        for (const read of event.reads) {
          const what = `${event.task.padEnd(width)}  ${describeRead(read)}, so its result is not cached`;
          print(`${paint("yellow", "!")} ${what}. ${remedyOf(read)}`);
        }
        return;
      case "task-done":
        running.delete(event.task);
        print(`${paint("green", "✓")} ${event.task.padEnd(width)}  ${paint("dim", formatDuration(event.took))}`);
        return;
      case "task-retried": {
        const { failure, attempt, of, wait } = event;
        print(`${paint("yellow", "↻")} ${event.task}\n${formatFailure(failure, { verbose, color })}`);
        print(paint("dim", `  again in ${formatDuration(wait)}: attempt ${attempt} of ${of}`));
        return;
      }
      case "task-failed":
        running.delete(event.task);
        print(`${paint("red", "✗")} ${event.task}\n${formatFailure(event.failure, { verbose, color })}`);
        return;
      case "task-skipped":
        print(paint("dim", `- ${event.task.padEnd(width)}  not run: ${event.because}`));
        return;
      case "run-finished": {
        running.clear();
        live?.clear();
        live?.done();
        stream.write(`${finish(event)}\n`);
        return;
      }
    }
  };
}

/** `done in 12 s: 3 tasks ran, 4 cached` */
function summarise({ outcome, tally, took }: Extract<Event, { readonly type: "run-finished" }>): string {
  const { ran, cached, failed, skipped } = tally;
  const rest = [
    `${plural(ran, "task")} ran`,
    `${formatCount(cached)} cached`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} not run`] : []),
  ].join(", ");
  const word = outcome === "done" && ran === 0 ? "nothing to do" : outcome;
  return `${word} in ${formatDuration(took)}: ${rest}`;
}

/** `epoch 3 of 10, loss 0.41 · 640 of 2,304 pictures · 210/s · 8 s left` */
function describe({ began, progress, first }: Running, now: number): string {
  if (progress === undefined) return formatDuration(now - began);
  const { done, total, unit, note } = progress;
  const rate =
    first === undefined || now - first.at < 500 ? undefined : (done - first.done) / ((now - first.at) / 1000);
  const parts = [
    ...(note === undefined ? [] : [note]),
    total === undefined ? `${formatCount(done)} ${unit}` : `${formatCount(done)} of ${formatCount(total)} ${unit}`,
    ...(rate === undefined || rate <= 0 ? [] : [`${formatCount(Number(rate.toPrecision(3)))}/s`]),
    ...(rate === undefined || rate <= 0 || total === undefined
      ? []
      : [`${formatDuration(((total - done) / rate) * 1000)} left`]),
  ];
  return parts.join(" · ");
}
