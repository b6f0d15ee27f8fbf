// Saves each rating as it is tapped. Without this file the button at the end saves them all.
const form = document.querySelector("form[data-autosave]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const waiting = new Map();

const newRef = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

function say(item, text, failed) {
  const line = item.querySelector(".saved");
  line.textContent = text;
  line.classList.toggle("unsent", failed);
}

async function send(item, body) {
  const address = form.dataset.autosave.replace("/0/", `/${item.dataset.item}/`);
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (waiting.get(item) !== body) return;
    waiting.delete(item);
    if (!answer.ok) return say(item, told.message, true);
    say(item, form.dataset.saved, false);
    document.querySelector("[data-done]").textContent = told.done;
    document.querySelector("progress").value = told.done;
  } catch {
    say(item, form.dataset.unsent, true);
  }
}

function changed(event) {
  const item = event.target.closest("[data-item]");
  const score = item?.querySelector("input[type=radio]:checked")?.value;
  if (!score) return;
  // A new reference for every change: the server stores a repeated one once.
  const body = { ref: newRef(), score, note: item.querySelector("textarea").value };
  waiting.set(item, body);
  send(item, body);
}

const again = () => waiting.forEach((body, item) => send(item, body));

form.addEventListener("change", changed);
form.addEventListener("submit", () => waiting.clear());
window.addEventListener("online", again);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
setInterval(again, 20000);
