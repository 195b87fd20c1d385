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
