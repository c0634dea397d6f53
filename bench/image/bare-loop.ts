// sharp alone: bare-loop.mjs <pictures at once> <width> <height> <file>…  Prints a line of JSON.
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { Answer } from "./answer.js";

const [atOnce, width, height, ...files] = process.argv.slice(2);
// Where several are at work, a thread each is the faster way.
if (Number(atOnce) > 1) sharp.concurrency(1);
const cpu = process.cpuUsage();
const began = Date.now() / 1000;
const rest = files.values();
await Promise.all(
  Array.from({ length: Number(atOnce) }, async () => {
    for (const file of rest) {
      const bytes = await readFile(file);
      await sharp(bytes)
        .resize(Number(width), Number(height), { fit: "fill", kernel: "linear", fastShrinkOnLoad: false })
        .raw()
        .toBuffer();
    }
  }),
);
const { user, system } = process.cpuUsage(cpu);
const answer: Answer = { cpuSeconds: (user + system) / 1e6, began, ended: Date.now() / 1000, first: [] };
console.log(JSON.stringify(answer));
