// Runs the readers' recount outside a browser: `node recount.mjs recount.js` reads jobs as JSON lines and answers each with a line.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const source = readFileSync(process.argv[2], "utf8");
const { prove, readPb, recount } = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);

for await (const line of createInterface({ input: process.stdin })) {
  const { file, counts } = JSON.parse(line);
  const answers = [];
  try {
    const election = readPb(readFileSync(file, "utf8"));
    for (const { spec, certificate } of counts) {
      try {
        answers.push({ winners: await recount(election, spec), proven: certificate ? prove(election, spec, certificate) : null });
      } catch (error) {
        answers.push({ refused: `${error.constructor.name}: ${error.message}` });
      }
    }
  } catch (error) {
    answers.push({ unread: String(error.message) });
  }
  process.stdout.write(JSON.stringify(answers) + "\n");
}
