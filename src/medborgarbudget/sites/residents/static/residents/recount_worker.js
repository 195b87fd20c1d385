// Counts a vote again beside the page, so that the page can still be read meanwhile.
import { readPb, recount } from "./recount.js";

self.onmessage = async ({ data: { text, spec } }) => {
  try {
    self.postMessage({ winners: await recount(readPb(text), spec) });
  } catch (error) {
    self.postMessage({ error: String(error.message ?? error) });
  }
};
