// Compiles the WebAssembly engine's kernels into lib/learn/engine/kernels/binary.ts, so that they are bundled, and
// digested, with what uses them. With --check, says whether that file is what its sources compile to.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("../lib/learn/engine/kernels", import.meta.url));
const target = join(folder, "binary.ts");
const options = ["--runtime", "stub", "--importMemory", "--enable", "simd", "-O3", "--noAssert", "--noColors"];
// Warns of what would not be right with 64-bit pointers; TensorFlow.js's are of 32 bits.
const silenced = ["--disableWarning", "201"];

const text = `// Compiled from assembly/ by \`npm run kernels\`.
export const binary =
  "${Buffer.from(await compile()).toString("base64")}";
`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error("lib/learn/engine/kernels/binary.ts is not what assembly/ compiles to: run `npm run kernels`.");
  process.exit(1);
}

async function compile() {
  let binary;
  const { error, stderr } = await asc.main(
    ["index.ts", "--baseDir", join(folder, "assembly"), "--outFile", "kernels.wasm", ...options, ...silenced],
    { writeFile: (_name, contents) => (binary = contents) },
  );
  if (error) throw new Error(`the kernels don't compile:\n${stderr}`);
  refuseStatics(binary);
  return binary;
}

/** The kernels run on another module's memory, where data of their own would overwrite what is there. */
function refuseStatics(binary) {
  const DATA_SECTION = 11;
  for (let at = 8; at < binary.length; ) {
    if (binary[at++] === DATA_SECTION) throw new Error("the kernels must not have static data");
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = binary[at++];
      size |= (byte & 0x7f) << shift;
    }
    at += size;
  }
}
