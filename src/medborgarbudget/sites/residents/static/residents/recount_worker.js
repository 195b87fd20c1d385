// Counts a vote again beside the page, so that the page can still be read meanwhile. Tells how far it has come a few times a second.
import { prove, readPb, recount } from "./recount.js";

self.onmessage = async ({ data: { text, spec, certificate } }) => {
  try {
    const election = readPb(text);
    self.postMessage({ read: election.voters });
    if (certificate) {
      prove(election, spec, certificate);
      self.postMessage({ proven: true });
    }
    let told = 0;
    const winners = await recount(election, spec, (step) => {
      if (performance.now() - told < 200) return;
      told = performance.now();
      self.postMessage({ step });
    });
    self.postMessage({ winners });
  } catch (error) {
    self.postMessage({ error: String(error.message ?? error) });
  }
};
