// The command `pipeline`, with a file system that can be made to fail, in its main process and in its workers.
import { fileURLToPath } from "node:url";
import { main } from "../../lib/cli/main.js";
import { faultyFileSystem } from "./fault.js";

const worker = fileURLToPath(new URL("./worker.js", import.meta.url));
process.exitCode = await main(process.argv.slice(2), { fileSystem: faultyFileSystem("main"), worker });
