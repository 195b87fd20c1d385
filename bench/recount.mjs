// Runs the readers' recount outside a browser: `node recount.mjs recount.js` reads jobs as JSON lines and answers each with a line.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const source = readFileSync(process.argv[2], "utf8");
const { readPb, recount } = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);

for await (const line of createInterface({ input: process.stdin })) {
  const { file, specs } = JSON.parse(line);
  const answers = [];
  try {
    const election = readPb(readFileSync(file, "utf8"));
    for (const spec of specs) {
      const began = performance.now();
      try {
        answers.push({ winners: await recount(election, spec), ms: performance.now() - began });
      } catch (error) {
        answers.push({ refused: `${error.constructor.name}: ${error.message}` });
      }
    }
  } catch (error) {
    answers.push({ unread: String(error.stack) });
  }
  process.stdout.write(JSON.stringify(answers) + "\n");
}
