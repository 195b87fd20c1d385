// Does somebody leave with a ballot that is not registered? Then the browser asks first. Moving about within the voting pages is not leaving.
const way = document.querySelector("[data-ballot-way]");

if (way) {
  let within = false;
  const unsent = () => way.dataset.unsent === "yes" || way.querySelector("[data-choice] > input:checked, .choice--marked") !== null;

  document.addEventListener("submit", (event) => (within = way.contains(event.target)));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) within = link.target === "_blank" || link.href.startsWith(location.origin + way.dataset.ballotWay);
  });
  addEventListener("pageshow", () => (within = false));
  addEventListener("beforeunload", (event) => {
    if (!within && unsent()) event.preventDefault();
  });
}

// A receipt's QR code carries its code after the #, which no server sees: put it in the field, and do not send it.
const receipt = document.querySelector("[data-receipt] input:not([type=hidden])");

if (receipt && location.hash.length > 1 && !receipt.value) receipt.value = decodeURIComponent(location.hash.slice(1));
// A letter's QR code carries number and code after #, which no server sees. Kept in this tab until the page that asks for them; filled in, not sent.
const KEY = "brev";
const scanned = /^#brev=(\d{9})-([0-9A-Za-z]{12})$/.exec(location.hash);

if (scanned) {
  sessionStorage.setItem(KEY, JSON.stringify(scanned.slice(1)));
  history.replaceState(null, "", location.pathname + location.search);
}
const form = document.querySelector("form[data-code-in-fragment]");

if (form && sessionStorage.getItem(KEY)) {
  const [number, code] = JSON.parse(sessionStorage.getItem(KEY));
  const [numberField, codeField] = [form.querySelector("[name$=number]"), form.querySelector("[name$=code]")];

  if (!numberField.value && !codeField.value) {
    [numberField.value, codeField.value] = [number, code];
  }
}
if (document.querySelector("[data-ballot-done]")) sessionStorage.removeItem(KEY);
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/avsluta/")) sessionStorage.removeItem(KEY);
});
