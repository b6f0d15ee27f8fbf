// Suggestions below a search field: a list box that the keyboard walks through (ARIA combobox).
// Without this file the field is a plain form.
const WAIT = 160;
let lists = 0;

function dress(form) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  let chosen = -1;
  let asked = 0;
  let timer = 0;
  list.id = `suggestions-${++lists}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  list.hidden = true;
  field.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const options = [...list.children];
    chosen = (number + options.length + 1) % (options.length + 1);
    if (chosen === options.length) chosen = -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((one, number) => {
      const option = document.createElement("li");
      const kind = document.createElement("small");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = one.url;
      kind.textContent = one.kind;
      option.append(one.title, " ", kind);
      return option;
    }));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const typed = field.value.trim();
    const turn = ++asked;
    if (!typed) return close();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`);
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (turn === asked && document.activeElement === field) show(suggestions);
    } catch {
      close(); // Away from the network: the form says so itself.
    }
  }

  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Letters of an unfinished Chinese word are not yet what is looked for.
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? list.children.length - 1 : chosen - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  field.addEventListener("blur", () => {
    asked += 1;
    close();
  });
  // Before the field loses the focus and the list goes.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}

document.querySelectorAll("form[data-suggest]").forEach(dress);
