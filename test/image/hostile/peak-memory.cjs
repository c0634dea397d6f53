// Loaded into worker processes: with each result, it notes how much memory the process has had at most.
const { appendFileSync } = require("node:fs");

const { send } = process;
if (send !== undefined) {
  process.send = (message, ...rest) => {
    if (message.say === "done") appendFileSync(process.env.TAMIZ_TEST_PEAKS, `${process.resourceUsage().maxRSS}\n`);
    return send.call(process, message, ...rest);
  };
}
