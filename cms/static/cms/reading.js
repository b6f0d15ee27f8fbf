/* Reads a page aloud with the browser's own voice: the plain words first, then title and text.
   Shown in large type only, and only where the browser can speak. */
const LONGEST = 90;

for (const element of document.querySelectorAll("[data-read]")) {
  if ("speechSynthesis" in window && "SpeechSynthesisUtterance" in window) offer(element);
}

function offer(element) {
  const start = element.querySelector("[data-start]");
  const stop = element.querySelector("[data-stop]");
  const status = element.querySelector("[role=status]");
  const words = element.dataset;
  let reading = 0;
  let current = null;

  const mark = (part) => {
    current?.classList.remove("being-read");
    current = part;
    if (!current) return;
    current.classList.add("being-read");
    current.scrollIntoView({ block: "nearest" });
  };
  const finish = (said) => {
    reading += 1;
    speechSynthesis.cancel();
    mark(null);
    const hadFocus = document.activeElement === stop;
    stop.hidden = true;
    start.hidden = false;
    start.querySelector("span").textContent = words.again;
    status.textContent = said;
    if (hadFocus) start.focus();
  };
  const speak = (pieces, turn) => {
    const piece = pieces.shift();
    if (turn !== reading) return;
    if (!piece) {
      finish(words.done);
      return;
    }
    if (piece.part !== current) mark(piece.part);
    const utterance = new SpeechSynthesisUtterance(piece.text);
    utterance.lang = languageOf(piece.part);
    utterance.voice = voiceFor(utterance.lang);
    utterance.rate = 0.9;
    utterance.onend = () => speak(pieces, turn);
    utterance.onerror = (event) => {
      if (turn === reading && !["canceled", "interrupted"].includes(event.error)) finish(words.failed);
    };
    speechSynthesis.speak(utterance);
  };

  start.addEventListener("click", () => {
    reading += 1;
    speechSynthesis.cancel();
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    status.textContent = words.reading;
    speak(parts().flatMap((part) => sentences(part).map((text) => ({ part, text }))), reading);
  });
  stop.addEventListener("click", () => finish(""));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !stop.hidden) finish("");
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
  element.hidden = false;
}

/* What is read, in this order; lists and boxes by their lines. */
function parts() {
  const found = [
    ...document.querySelectorAll(".plain-words p"),
    ...document.querySelectorAll("main h1, main .page-head .lede, main .page-head .theme"),
    ...[...document.querySelectorAll(".story")].flatMap((story) => [
      ...story.querySelectorAll("h2, h3, p, li, blockquote p, dt, dd, figcaption"),
    ]),
  ];
  const outer = found.filter((part) => !found.some((other) => other !== part && other.contains(part)));
  return outer.filter((part) => part.innerText.trim());
}

/* Browsers fall silent within long texts: a sentence at a time, long ones at their commas. */
function sentences(part) {
  const whole = part.innerText.replace(/\s+/g, " ").trim();
  const found = whole.match(/[^。！？；!?;]+[。！？；!?;]*(?:\s|$)?/g) ?? [whole];
  return found.flatMap((text) => (text.length > LONGEST ? text.match(/[^，、,]+[，、,]*/g) : [text]));
}

function languageOf(part) {
  const language = part.closest("[lang]")?.lang ?? "zh-Hans";
  return language.startsWith("zh") ? "zh-CN" : language;
}

function voiceFor(language) {
  const named = speechSynthesis.getVoices().map((voice) => [voice, voice.lang.replace("_", "-").toLowerCase()]);
  const wanted = language.toLowerCase();
  const fits = named.find(([, tag]) => tag === wanted) ?? named.find(([, tag]) => tag.startsWith(wanted.slice(0, 2)));
  return fits ? fits[0] : null;
}
