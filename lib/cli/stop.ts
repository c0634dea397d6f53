import { EXIT_STOPPED } from "./exit-code.js";

/** The first Ctrl-C asks the running tasks to stop; the second ends the process once `endAtOnce` has cleared up. */
export function stopOnSignal(endAtOnce: () => Promise<void>): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      void endAtOnce().finally(() => process.exit(EXIT_STOPPED));
      return;
    }
    process.stderr.write("\nstopping (press Ctrl-C again to stop at once)\n");
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
