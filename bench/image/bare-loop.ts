// sharp alone, as many pictures at once as there are cores: bare-loop.mjs <width> <height> <file>…  Prints a line of JSON.
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { cores } from "../machine.js";
import type { Answer } from "./answer.js";

const [width, height, ...files] = process.argv.slice(2);
sharp.concurrency(1);
const cpu = process.cpuUsage();
const began = Date.now() / 1000;
const rest = files.values();
await Promise.all(
  Array.from({ length: cores }, async () => {
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
