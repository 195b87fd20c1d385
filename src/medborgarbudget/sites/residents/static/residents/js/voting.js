// Does somebody leave with a ballot that is not registered? Then the browser asks first. Moving about within the voting pages is not leaving.
const way = document.querySelector("[data-ballot-way]");

if (way) {
  let within = false;
  const unsent = () => way.dataset.unsent === "yes" || way.querySelector("[data-choice] input:checked") !== null;

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
