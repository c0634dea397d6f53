// Says after `npm ci` which engine trains here, how much faster the next one would be, and the command for it. It installs
// nothing, and never fails.
import { climb } from "../dist/lib/learn/engine/ladder.js";

try {
  const { why } = await climb(process.cwd());
  console.log(`engine: ${why}`);
} catch (error) {
  console.log(`engine: none (${error.message}); \`npx pipeline engine\` says more`);
}
