// How far have I come with points, places, grades or the one choice? Reads what is marked, keeps the bar up to date and says beside the
// option what cannot be sent in as it is. The server checks the ballot again; this only saves a round.
import { once } from "./once.js";

export function enhance(root) {
  for (const bar of once(root, "[data-marks]")) follow(bar, bar.closest("form"));
}

function follow(bar, form) {
  const { marks, live } = bar.dataset;
  const points = bar.dataset.points ? Number(bar.dataset.points) : null;
  const most = bar.dataset.most ? Number(bar.dataset.most) : null;
  const cards = [...form.querySelectorAll("[data-choice]")];
  const announce = bar.querySelector("[data-announce]");
  // What is marked behind a filter.
  const elsewhere = [...form.querySelectorAll("input[type=hidden][name=elsewhere]")];
  let waiting;

  function valueOf(card) {
    if (marks === "pick") return card.querySelector("input:checked") ? 1 : null;
    const field = card.querySelector(marks === "scale" ? "input[name^=mark-]:checked" : "[name^=mark-]");
    const text = field && !field.disabled ? field.value.trim() : "";
    return text === "" || (marks === "number" && Number(text) === 0) ? null : Number(text);
  }

  function show(spoken) {
    const given = new Map(cards.map((card) => [card, valueOf(card)]));
    const values = [...given.values(), ...elsewhere.map((field) => Number(field.dataset.value || 1))].filter((value) => value !== null);
    const sum = values.reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
    const count = live
      .replace("{n}", values.length)
      .replace("{sum}", sum)
      .replace("{plus}", values.filter((value) => value > 0).length)
      .replace("{minus}", values.filter((value) => value < 0).length);
    const over = (points !== null && sum > points) || (most !== null && values.length > most);
    const shown = bar.querySelector("[data-count]");
    shown.textContent = count;
    shown.classList.toggle("ballot-bar__count--over", over);
    for (const [card, value] of given) {
      card.classList.toggle("choice--marked", value !== null);
      const why = card.querySelector("[data-why]");
      if (!why || card.hasAttribute("data-withdrawn")) continue;
      const text = value === null ? "" : wrongWith(value, values, card);
      why.hidden = !text;
      why.textContent = text;
    }
    if (!spoken) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => (announce.textContent = over ? `${count}. ${bar.dataset.textMany}` : count), 400);
  }

  function wrongWith(value, values, card) {
    if (!Number.isInteger(value)) return bar.dataset.textNumber;
    if (marks === "place" && values.filter((other) => other === value).length > 1) return bar.dataset.textTaken.replace("{n}", value);
    const field = card.querySelector("[data-max]");
    if (field && (value < 0 || value > Number(field.dataset.max))) return bar.dataset.textMost.replace("{n}", field.dataset.max);
    return "";
  }

  for (const button of form.querySelectorAll("[data-less], [data-more]")) {
    const field = button.parentElement.querySelector("input");
    const step = button.hasAttribute("data-more") ? 1 : -1;
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = Math.min(Number(field.dataset.max), Math.max(0, (Number.parseInt(field.value, 10) || 0) + step));
      field.value = next === 0 ? "" : String(next);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  form.addEventListener("input", () => show(true));
  form.addEventListener("change", () => show(true));
  // The browser may bring back marks when one comes back to the page.
  addEventListener("pageshow", () => show(false));
  show(false);
}
