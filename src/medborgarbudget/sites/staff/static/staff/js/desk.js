// Does the queue in front of the desk have to wait when the network is gone? Looking up and handing out go on without leaving the page; what
// cannot be sent is kept in this browser with the key that makes it harmless to send twice, and is sent when the network is back.
const root = document.querySelector("[data-desk]");
if (root) begin(root);

function begin(root) {
  const { texts } = JSON.parse(document.getElementById("desk-data").textContent);
  const store = `paper-desk-${root.dataset.desk}`;
  const list = root.querySelector("[data-queue]");
  const status = root.querySelector("[data-status]");
  const handOutUrl = root.dataset.handOut;
  let sending = false;

  const waiting = () => JSON.parse(localStorage.getItem(store) || "[]");
  const token = () => root.querySelector("[name=csrfmiddlewaretoken]").value;

  function keep(items) {
    if (items.length) localStorage.setItem(store, JSON.stringify(items));
    else localStorage.removeItem(store);
    show();
  }

  function show() {
    const items = waiting();
    root.querySelector("[data-queue-box]").hidden = items.length === 0;
    root.querySelector("[data-queue-clear]").hidden = !items.some((item) => item.refused);
    list.replaceChildren(
      ...items.map((item) => {
        const row = document.createElement("li");
        row.textContent = `${item.query} – ${item.text || texts.waiting}`;
        return row;
      }),
    );
  }

  function say(text, tone) {
    status.hidden = false;
    status.className = `notice notice--${tone}`;
    status.textContent = text;
  }

  // Gives the answer, or null when nothing came back. What the server refuses is an answer.
  async function post(url, fields, accept) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { Accept: accept },
        body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() }),
        signal: AbortSignal.timeout(8000),
      });
      return response.status >= 500 ? null : response;
    } catch {
      return null;
    }
  }

  async function send(item) {
    const response = await post(handOutUrl, { way: item.way, query: item.query, reason: item.reason, key: item.key }, "application/json");
    if (response === null) return null;
    if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) return { done: false, text: texts.signIn, again: true };
    return response.json();
  }

  async function flush() {
    if (sending || waiting().length === 0) return;
    sending = true;
    for (const item of waiting()) {
      const answer = await send(item);
      if (answer === null) break;
      const rest = waiting().filter((each) => each.key !== item.key);
      if (answer.done) say(`${item.query}: ${answer.text}`, "success");
      else say(`${item.query}: ${answer.text}`, "danger");
      // What was refused stays in sight until somebody has dealt with it.
      keep(answer.done ? rest : [...rest, { ...item, text: answer.text, refused: !answer.again }]);
      if (answer.again) break;
    }
    sending = false;
  }

  function fresh() {
    const field = root.querySelector("[name=query]");
    root.querySelector("[data-answer]").replaceChildren();
    field.value = "";
    field.focus();
  }

  async function handOut(item) {
    const answer = await send(item);
    if (answer === null || answer.again) {
      keep([...waiting(), item]);
      say(texts.offline, "warning");
    } else {
      say(answer.text, answer.done ? "success" : "danger");
    }
    fresh();
  }

  async function lookUp(form) {
    const fields = Object.fromEntries(new FormData(form));
    const response = await post(form.action, fields, "text/html");
    if (response !== null) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.querySelector("[data-answer]");
      if (!found) return location.reload();
      root.querySelector("[data-answer]").replaceChildren(...found.childNodes);
      status.hidden = true;
      (root.querySelector("[data-answer] button") || root.querySelector("[data-answer] [tabindex]"))?.focus();
      return undefined;
    }
    const box = root.querySelector("[data-offline]").content.cloneNode(true);
    for (const name of ["way", "query", "reason"]) box.querySelector(`[name=${name}]`).value = fields[name];
    box.querySelector("[name=key]").value = crypto.randomUUID();
    root.querySelector("[data-answer]").replaceChildren(box);
    root.querySelector("[data-answer] button").focus();
    return undefined;
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    // A spoiled ballot is exchanged only when the server can be asked: the form goes its own way.
    if (form.matches("[data-plain]")) return;
    event.preventDefault();
    if (form.matches("[data-look-up]")) lookUp(form);
    else handOut(Object.fromEntries(new FormData(form)));
  });
  root.querySelector("[data-queue-clear]").addEventListener("click", () => keep(waiting().filter((item) => !item.refused)));
  addEventListener("online", flush);
  setInterval(() => {
    const items = waiting();
    if (items.some((item) => !item.refused)) flush();
  }, 5000);
  show();
  flush();
}
