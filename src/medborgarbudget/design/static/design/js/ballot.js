// What does my ballot cost so far, and what still fits? Reads the checked boxes, keeps the bar up to date, closes what cannot be added
// and says why. The server checks the ballot again; this only saves a round.
import { kronor, once } from "./once.js";

export function enhance(root) {
  for (const bar of once(root, "[data-ballot]")) follow(bar, bar.closest("form"));
}

function follow(bar, form) {
  const pot = bar.dataset.pot ? Number(bar.dataset.pot) : null;
  const most = bar.dataset.most ? Number(bar.dataset.most) : null;
  const boxes = [...form.querySelectorAll("[data-choice] input[type=checkbox]")].filter((box) => !box.disabled);
  const announce = bar.querySelector("[data-announce]");
  const fill = bar.querySelector(".meter__fill");
  let waiting;

  const cost = (box) => Number(box.dataset.cost ?? 0);
  // Choices kept on other pages of the ballot are hidden inputs with data-cost.
  const elsewhere = [...form.querySelectorAll("input[type=hidden][data-cost]")];

  function show(spoken) {
    const chosen = [...boxes.filter((box) => box.checked), ...elsewhere];
    const spent = chosen.reduce((sum, box) => sum + cost(box), 0);
    const left = pot === null ? null : pot - spent;
    const full = most !== null && chosen.length >= most;

    const count = (most === null ? bar.dataset.textChosen : bar.dataset.textChosenOf.replace("{max}", most)).replace("{n}", chosen.length);
    bar.querySelector("[data-count]").textContent = count;
    let sum = "";
    if (pot !== null) {
      sum = (left < 0 ? bar.dataset.textOver : bar.dataset.textLeft).replace("{sum}", kronor(Math.abs(left)));
      bar.querySelector("[data-spent]").textContent = kronor(spent);
      bar.querySelector("[data-left]").textContent = sum;
      fill.setAttribute("width", pot ? Math.min(100, (100 * spent) / pot).toFixed(2) : 0);
      bar.querySelector(".meter").classList.toggle("meter--over", left < 0);
    }

    for (const box of boxes) {
      const card = box.closest("[data-choice]");
      const dear = left !== null && cost(box) > left;
      const closed = !box.checked && (full || dear);
      // aria-disabled and not disabled: a keyboard still reaches the card and hears why.
      box.toggleAttribute("data-closed", closed);
      if (closed) box.setAttribute("aria-disabled", "true");
      else box.removeAttribute("aria-disabled");
      card.classList.toggle("choice--closed", closed);
      const why = card.querySelector("[data-why]");
      why.hidden = !closed;
      why.textContent = closed ? (full ? bar.dataset.textFull : bar.dataset.textDear.replace("{sum}", kronor(Math.max(left, 0)))) : "";
    }
    if (!spoken) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => (announce.textContent = `${count}. ${sum}`), 400);
  }

  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (!box.hasAttribute("data-closed")) return;
      event.preventDefault();
      clearTimeout(waiting);
      announce.textContent = "";
      announce.textContent = box.closest("[data-choice]").querySelector("[data-why]").textContent;
    });
    box.addEventListener("change", () => show(true));
  }
  // The browser may bring back ticks when one comes back to the page.
  addEventListener("pageshow", () => show(false));
  show(false);
}
