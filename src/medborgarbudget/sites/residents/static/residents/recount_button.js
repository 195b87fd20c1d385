// The button that counts a published vote again in the reader's own browser and says whether the same proposals win.
for (const box of document.querySelectorAll("[data-recount]")) {
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const bar = box.querySelector("progress");
  const { file, spec, winners, steps, certificate } = JSON.parse(document.getElementById(box.dataset.recount).textContent);
  const tell = (name) => {
    said.textContent = box.dataset[name];
    box.dataset.state = name;
    button.disabled = false;
    bar.hidden = true;
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    delete box.dataset.state;
    said.textContent = box.dataset.counting;
    bar.hidden = false;
    bar.removeAttribute("value");
    try {
      const answer = await fetch(file);
      if (!answer.ok) throw new Error(String(answer.status));
      const worker = new Worker(new URL("./recount_worker.js", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }) => {
        if (data.proven) said.textContent = box.dataset.proven;
        if (data.step && steps) bar.value = Math.min(data.step / (steps + 1), 1);
        if (!data.error && !data.winners) return;
        worker.terminate();
        if (data.error) tell("failed");
        else tell([...data.winners].sort().join("\n") === [...winners].sort().join("\n") ? "same" : "differs");
      };
      worker.onerror = () => tell("failed");
      worker.postMessage({ text: await answer.text(), spec, certificate });
    } catch {
      tell("failed");
    }
  });
}
