import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Linux's device file of NVIDIA's driver. */
export const GPU_DEVICE = "/dev/nvidiactl";

const DRIVER = "/proc/driver/nvidia/gpus";

/** What the machine's GPUs are, each model once: `NVIDIA H100 80GB HBM3`; `GPU` where the driver does not tell. */
export function gpuModels(driver = DRIVER): string {
  if (!existsSync(driver)) return "GPU";
  const models = readdirSync(driver).map((name) => {
    const text = readFileSync(join(driver, name, "information"), "utf8");
    return /^Model:\s*(.*)$/m.exec(text)?.[1]?.trim() || "GPU";
  });
  return [...new Set(models)].sort().join(" and ") || "GPU";
}
