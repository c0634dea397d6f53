import { installNative } from "../learn/engine/install.js";
import { LocalExecutor } from "../run/local.js";

/** `pipeline engine` */
export async function engineCommand(): Promise<number> {
  const executor = new LocalExecutor("");
  try {
    const report = await executor.probeEngine(undefined);
    process.stdout.write(`${report.why}\n`);
    return 0;
  } finally {
    await executor.close();
  }
}

/** `pipeline engine install` */
export async function engineInstallCommand(): Promise<number> {
  const folder = await installNative({ onProgress: (stage) => process.stdout.write(`${stage}\n`) });
  process.stdout.write(`installed in ${folder}\nnext   pipeline run\n`);
  return 0;
}
