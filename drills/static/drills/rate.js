// Keeps each rating on the phone until the server has it, and sends it as it is tapped.
// Without this file the button at the end saves the page.
const page = document.querySelector("[data-task]");
const form = document.querySelector("form[data-ratings]");
const banner = document.querySelector("[data-waiting]");
const store = `drill-ratings-${page.dataset.task}`;
const LOW = ["0", "1"];
// Milliseconds: how long an answer is waited for, and until what is kept is tried again.
const PATIENCE = 15000;
const AGAIN = 5000;
let kept = {};

// Another tab of this task may have written since: read before every change.
function read() {
  try {
    kept = JSON.parse(localStorage.getItem(store)) ?? {};
  } catch {
    // A browser that keeps nothing: this page remembers.
  }
  return kept;
}

function write() {
  try {
    localStorage.setItem(store, JSON.stringify(kept));
  } catch {
    // As above.
  }
  const number = Object.keys(kept).length;
  banner.hidden = !number;
  banner.querySelector("[data-number]").textContent = number;
}

const newRef = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

// After signing in again the page's own token is out of date; the cookie's is not.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
  document.querySelector("[name=csrfmiddlewaretoken]")?.value;

const itemOf = (number) => document.querySelector(`[data-item="${number}"]`);

function say(number, text, failed) {
  const line = itemOf(number)?.querySelector(".saved");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("unsent", failed);
}

function showAnswer(number, told) {
  const item = itemOf(number);
  if (item) {
    item.querySelector("[data-seen]").value = told.revision;
    item.querySelector(".explain").hidden = !told.to_explain;
    if (told.to_explain) item.querySelector("details").open = true;
  }
  say(number, page.dataset.saved, false);
  document.querySelector("[data-done]").textContent = told.done;
  document.querySelector("progress").value = told.done;
}

// Stored by the server, or refused for good: then it leaves the phone. Anything else is tried again.
async function post(number) {
  const { ref, score, note } = read()[number] ?? {};
  if (!ref) return true;
  let answer, told;
  try {
    answer = await fetch(page.dataset.address.replace("/0/", `/${number}/`), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ ref, score, note }),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    told = await answer.json();
  } catch {
    say(number, page.dataset.unsent, true);
    return false;
  }
  if (!answer.ok && ![400, 404, 409].includes(answer.status)) {
    say(number, told.message, true);
    return false;
  }
  if (read()[number]?.ref === ref) {
    delete kept[number];
    write();
    if (answer.ok) showAnswer(number, told);
    else say(number, told.message, true);
  }
  return true;
}

// One after another: of two at once, the answer that counts fewer may come last.
let line = Promise.resolve();
const send = (number) => (line = line.then(() => post(number)));

const sendAll = async () => (await Promise.all(Object.keys(read()).map(send))).every(Boolean);

function keep(item) {
  const score = item?.querySelector("input[type=radio]:checked")?.value;
  if (!score) return;
  const note = item.querySelector("textarea").value;
  read();
  // A new reference for every change: the server stores a repeated one once.
  kept[item.dataset.item] = { ref: newRef(), score, note };
  write();
  if (LOW.includes(score) && !note.trim()) item.querySelector("details").open = true;
}

// What was tapped before the page went away stands in it again.
function restore() {
  for (const [number, { score, note }] of Object.entries(read())) {
    const item = itemOf(number);
    if (!item) continue;
    item.querySelector(`input[type=radio][value="${score}"]`).checked = true;
    item.querySelector("textarea").value = note;
    if (note) item.querySelector("details").open = true;
    say(number, page.dataset.unsent, true);
  }
  write();
}

restore();
sendAll();
window.addEventListener("online", sendAll);
setInterval(sendAll, AGAIN);

form?.addEventListener("input", (event) => {
  // Every letter is kept; what is kept is sent when the note is finished.
  if (event.target.matches("textarea")) keep(event.target.closest("[data-item]"));
});
form?.addEventListener("change", (event) => {
  const item = event.target.closest("[data-item]");
  if (event.target.matches("input")) keep(item);
  if (item) send(item.dataset.item);
});
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await sendAll()) form.submit();
  else banner.scrollIntoView({ block: "center" });
});
