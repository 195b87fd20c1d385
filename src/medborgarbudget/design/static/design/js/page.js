// What can be opened, copied, shared, printed and filtered without leaving the page?
import { once } from "./once.js";

function dialogues(root) {
  for (const opener of once(root, "[data-dialogue]")) {
    const dialogue = document.getElementById(opener.dataset.dialogue);
    if (!dialogue?.showModal) continue;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialogue.showModal();
    });
    for (const button of dialogue.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialogue.close());
    dialogue.addEventListener("click", (event) => event.target === dialogue && dialogue.close());
  }
}

function menus(root) {
  for (const menu of once(root, "details[data-menu]")) {
    const summary = menu.querySelector("summary");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

function flash(button, text) {
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.setAttribute("aria-live", "polite");
  label.textContent = text;
  setTimeout(() => (label.textContent = before), 2500);
}

function copying(root) {
  for (const button of once(root, "[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      flash(button, button.dataset.done);
    });
  }
  for (const button of once(root, "[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const url = button.dataset.share || location.href;
      if (navigator.share) await navigator.share({ title: document.title, url }).catch(() => {});
      else {
        await navigator.clipboard.writeText(url);
        flash(button, button.dataset.done || "✓");
      }
    });
  }
  for (const button of once(root, "[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

// A filter submits itself when a choice is made, and a moment after the last key in a search field. With htmx attributes on the form,
// htmx does the asking.
function filters(root) {
  for (const form of once(root, "form[data-filter]")) {
    for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
    let waiting;
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
    });
    if (form.matches("[hx-get], [data-hx-get]"))
      form.addEventListener("input", (event) => {
        clearTimeout(waiting);
        if (event.target.matches("input[type=search], input[type=text]")) waiting = setTimeout(() => form.requestSubmit(), 350);
      });
  }
}

export function enhance(root) {
  dialogues(root);
  menus(root);
  copying(root);
  filters(root);
}
