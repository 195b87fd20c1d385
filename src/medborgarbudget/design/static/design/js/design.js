// Which enhancements does this page need? Everything works without this file; it looks for data attributes and loads what they ask for.
// Called again for what htmx has put in.

const parts = [
  ["[data-error-summary], [data-count-for], form[data-unsaved], form[data-autosave], [data-file]", "./form.js"],
  ["[data-ballot]", "./ballot.js"],
  ["[data-marks]", "./marks.js"],
  ["[data-map]", "./map.js"],
  ["[data-dialogue], [data-menu], [data-copy], [data-share], [data-print], form[data-filter]", "./page.js"],
];

export async function enhance(root) {
  for (const [selector, file] of parts) {
    if (root.querySelector(selector)) (await import(file)).enhance(root);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => event.target !== document.body && enhance(event.target));
