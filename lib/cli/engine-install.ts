import { createLogUpdate } from "log-update";
import { engineHome, installationFolder } from "../learn/engine/home.js";
import { type InstallProgress, installNative } from "../learn/engine/install/install.js";
import { bytesBelow } from "../learn/engine/install/remove.js";
import { formatBytes, formatDuration, formatPath } from "./format.js";

const EXIT_STOPPED = 130;
const REDRAW_MS = 200;

/** Where lines can't be redrawn, a stage that goes on says so this often. */
const PLAIN_INTERVAL_MS = 10_000;

/** `pipeline engine install` */
export async function engineInstallCommand(): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const drawing = drawStages(process.stdout);
  const began = Date.now();
  try {
    const isNew = await installNative({ signal: stop.signal, onProgress: drawing.show });
    drawing.end(true);
    const folder = installationFolder(engineHome());
    const size = formatBytes(await bytesBelow(folder));
    const took = isNew ? `installed in ${formatDuration(Date.now() - began)}` : "installed already";
    process.stdout.write(`${took}: ${formatPath(folder)} (${size})\nnext   pipeline engine bench · pipeline run\n`);
    return 0;
  } catch (error) {
    drawing.end(false);
    if (!stop.signal.aborted) throw error;
    process.stderr.write("stopped; nothing is installed, and nothing is left behind\n");
    return EXIT_STOPPED;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

interface Stages {
  show(progress: InstallProgress): void;
  /** Ends the last stage, well or not. */
  end(isWell: boolean): void;
}

/** Draws the stage that goes on, with its time and bytes, and a line for each that is done. */
function drawStages(stream: NodeJS.WriteStream, now = Date.now): Stages {
  const live = stream.isTTY === true ? createLogUpdate(stream) : undefined;
  let current: { readonly began: number; printed: number; progress: InstallProgress } | undefined;

  const describe = (): string => {
    if (current === undefined) return "";
    const { began, progress } = current;
    const time = now() - began;
    return `${progress.stage}  ${formatDownload(progress, time)}${formatDuration(time)}`;
  };
  const draw = () => {
    if (current === undefined) return;
    if (live !== undefined) live(`▸ ${describe()}`.slice(0, stream.columns ?? 100));
    else if (now() - current.printed >= PLAIN_INTERVAL_MS) {
      current.printed = now();
      stream.write(`  ${describe()}\n`);
    }
  };
  const finish = (mark: string) => {
    live?.clear();
    if (current !== undefined) stream.write(`${mark} ${describe()}\n`);
    current = undefined;
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show(progress) {
      if (current?.progress.stage === progress.stage) current.progress = progress;
      else {
        finish("✓");
        current = { began: now(), printed: now(), progress };
      }
      draw();
    },
    end(isWell) {
      clearInterval(timer);
      finish(isWell ? "✓" : "✗");
    },
  };
}

/** "123.4 of 207.2 MB, 24.1 MB/s, " */
function formatDownload({ bytes, total }: InstallProgress, time: number): string {
  if (bytes === undefined || total === undefined || bytes === 0) return "";
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  return `${megabytes(bytes)} of ${megabytes(total)} MB, ${megabytes((bytes / Math.max(time, 1)) * 1000)} MB/s, `;
}
