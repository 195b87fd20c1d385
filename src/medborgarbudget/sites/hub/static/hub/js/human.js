// Does the work that shows that a person's browser sent the form: finds the number whose hash is the challenge (ALTCHA's protocol).
// Works while the form is being filled in. When it cannot, the form is sent without, and a mailed code takes its place.

const BATCH = 200;

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve({ algorithm, challenge, salt, maxNumber }) {
  const encoder = new TextEncoder();
  for (let start = 0; start <= maxNumber; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, maxNumber - start + 1) }, (_, place) => start + place);
    const hashes = await Promise.all(numbers.map((number) => crypto.subtle.digest(algorithm, encoder.encode(salt + number))));
    const place = hashes.findIndex((hash) => hex(hash) === challenge);
    if (place >= 0) return numbers[place];
    // Typing must not stutter.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return null;
}

for (const box of document.querySelectorAll("[data-human]")) {
  const input = box.querySelector("input[type=hidden]");
  const text = box.querySelector("[data-human-text]");
  const form = box.closest("form");
  const work = JSON.parse(box.dataset.human);
  let sender = null;
  let over = false;
  text.textContent = box.dataset.working;

  form.addEventListener("submit", (event) => {
    if (over) return;
    // Sent before the work is done: it goes on its way as soon as it is.
    event.preventDefault();
    sender = event.submitter;
    sender?.setAttribute("aria-busy", "true");
  });

  solve(work)
    .then((number) => {
      if (number === null) throw new Error("no number");
      input.value = btoa(JSON.stringify({ algorithm: work.algorithm, challenge: work.challenge, number, salt: work.salt, signature: work.signature }));
      text.textContent = box.dataset.done;
      box.classList.add("human--done");
    })
    .catch(() => (text.textContent = box.dataset.failed))
    .finally(() => {
      over = true;
      if (sender) form.requestSubmit(sender);
    });
}
