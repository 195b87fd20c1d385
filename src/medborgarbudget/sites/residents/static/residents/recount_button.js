// The button that counts a published vote again in the reader's own browser and says whether the same proposals win.
for (const box of document.querySelectorAll("[data-recount]")) {
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const { file, spec, winners } = JSON.parse(document.getElementById(box.dataset.recount).textContent);
  const tell = (name) => {
    said.textContent = box.dataset[name];
    button.disabled = false;
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = box.dataset.counting;
    try {
      const answer = await fetch(file);
      if (!answer.ok) throw new Error(String(answer.status));
      const worker = new Worker(new URL("./recount_worker.js", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }) => {
        worker.terminate();
        if (data.error) tell("failed");
        else tell([...data.winners].sort().join("\n") === [...winners].sort().join("\n") ? "same" : "differs");
      };
      worker.onerror = () => tell("failed");
      worker.postMessage({ text: await answer.text(), spec });
    } catch {
      tell("failed");
    }
  });
}
