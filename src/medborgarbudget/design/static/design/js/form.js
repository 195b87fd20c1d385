// How does a form help while it is being filled in? Counting, previews, saving as one goes, and a warning before what is written is lost.
import { once } from "./once.js";

function summaries(root) {
  for (const summary of once(root, "[data-error-summary]")) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const input = link && document.getElementById(link.hash.slice(1));
      if (!input) return;
      event.preventDefault();
      const field = input.closest(".field") ?? input;
      (field.querySelector("label, legend") ?? field).scrollIntoView({ block: "start" });
      input.focus({ preventScroll: true });
    });
  }
}

function counters(root) {
  for (const counter of once(root, "[data-count-for]")) {
    const input = document.getElementById(counter.dataset.countFor);
    if (!input) continue;
    const max = Number(counter.dataset.max);
    counter.id ||= `${input.id}_count`;
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${counter.id}`.trim());
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    counter.after(spoken);
    let waiting;
    const show = () => {
      // As the server counts: a line break is one character, and so is an emoji.
      const left = max - [...input.value].length;
      const text = (left < 0 ? counter.dataset.textOver : counter.dataset.textLeft).replace("{n}", Math.abs(left));
      counter.textContent = text;
      counter.classList.toggle("count--over", left < 0);
      clearTimeout(waiting);
      if (left < max * 0.1) waiting = setTimeout(() => (spoken.textContent = text), 1000);
    };
    input.addEventListener("input", show);
    show();
  }
}

function files(root) {
  for (const box of once(root, "[data-file]")) {
    const input = box.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      for (const old of box.querySelectorAll(".file__preview")) {
        URL.revokeObjectURL(old.src);
        old.remove();
      }
      for (const file of [...input.files].slice(0, 6)) {
        if (!/^image\/(jpeg|png|webp|gif|avif)$/.test(file.type)) continue;
        const picture = new Image();
        picture.className = "file__preview";
        picture.alt = file.name;
        picture.src = URL.createObjectURL(file);
        box.append(picture);
      }
    });
  }
}

const written = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

// Asks before leaving when something is written and not sent. A form with data-unsaved="now" has something unsent from the start.
function unsaved(root) {
  for (const form of once(root, "form[data-unsaved]")) {
    const start = form.dataset.unsaved === "now" ? null : written(form);
    let sending = false;
    form.addEventListener("submit", () => (sending = true));
    addEventListener("pageshow", () => (sending = false));
    addEventListener("beforeunload", (event) => {
      if (!sending && !form.dataset.savedNow && written(form) !== start) event.preventDefault();
    });
  }
}

function autosave(root) {
  for (const form of once(root, "form[data-autosave]")) {
    const told = form.querySelector("[data-saved]");
    let waiting;
    let last = written(form);
    const save = async () => {
      const now = written(form);
      if (now === last) return;
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" } });
        if (!answer.ok) return;
        last = now;
        form.dataset.savedNow = "yes";
        if (told) told.textContent = told.dataset.saved.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
      } catch {
        // Offline: the warning before leaving is still there, and the next change tries again.
      }
    };
    form.addEventListener("input", () => {
      delete form.dataset.savedNow;
      clearTimeout(waiting);
      waiting = setTimeout(save, 1500);
    });
  }
}

export function enhance(root) {
  summaries(root);
  counters(root);
  files(root);
  unsaved(root);
  autosave(root);
}
