import type { Waited } from "../run/meeting.js";

/** Says for whom a command waits. */
export function printWaiting({ pid, command }: Waited): void {
  process.stdout.write(`waits for process ${pid}, which is at \`pipeline ${command}\`\n`);
}
