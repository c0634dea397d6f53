import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";

const BOOT = "/proc/sys/kernel/random/boot_id";

/** Tells this machine, since it was started, from others: a store may come to lie elsewhere. */
export function thisMachine(): string {
  return existsSync(BOOT) ? readFileSync(BOOT, "utf8").trim() : hostname();
}
