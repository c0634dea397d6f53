// Compiles WebAssembly kernels into the binary.ts beside their sources, so that they are bundled, and digested, with what
// uses them. With --check, says whether those files are what the sources compile to.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folders = ["lib/learn/engine/kernels", "lib/image/skimage"];
const root = fileURLToPath(new URL("..", import.meta.url));
const options = ["--runtime", "stub", "--importMemory", "--enable", "simd", "-O3", "--noAssert", "--noColors"];
// Warns of what would not be right with 64-bit pointers; these are of 32 bits.
const silenced = ["--disableWarning", "201"];

for (const folder of folders) {
  const target = join(root, folder, "binary.ts");
  const text = `// Compiled from assembly/ by \`npm run kernels\`.
export const binary =
  "${Buffer.from(await compile(join(root, folder, "assembly"))).toString("base64")}";
`;
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error(`${folder}/binary.ts is not what assembly/ compiles to: run \`npm run kernels\`.`);
    process.exitCode = 1;
  }
}

async function compile(sources) {
  let binary;
  const { error, stderr } = await asc.main(
    ["index.ts", "--baseDir", sources, "--outFile", "kernels.wasm", ...options, ...silenced],
    { writeFile: (_name, contents) => (binary = contents) },
  );
  if (error) throw new Error(`the kernels in ${sources} don't compile:\n${stderr}`);
  refuseStatics(binary);
  return binary;
}

/** Kernels run on memory that others lay out, where data of their own would overwrite what is there. */
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
