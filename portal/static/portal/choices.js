// A line above a long list of boxes: typing leaves those whose name or initials fit.
{
  const FEW = 8;
  const long = (frame) => frame.querySelectorAll("input[type=checkbox]").length > FEW;
  const furnish = (frame) => {
    const line = document.createElement("input");
    line.type = "search";
    line.className = "office-choices-find";
    line.placeholder = frame.dataset.find;
    line.setAttribute("aria-label", frame.dataset.find);
    const none = document.createElement("p");
    none.className = "office-choices-none";
    none.setAttribute("role", "status");
    frame.prepend(line, none);
    const rows = [...frame.querySelectorAll("input[type=checkbox]")].map((box) => ({
      box,
      row: box.closest("label").parentElement,
      name: box.closest("label").textContent.trim().toLowerCase(),
    }));
    const narrow = () => {
      const text = line.value.trim().toLowerCase();
      let shown = 0;
      for (const { box, row, name } of rows) {
        const fits = name.includes(text) || (box.dataset.letters || "").includes(text);
        row.hidden = !(fits || box.checked);
        shown += fits ? 1 : 0;
      }
      none.textContent = shown ? "" : frame.dataset.none;
    };
    line.addEventListener("input", narrow);
    line.addEventListener("keydown", (event) => {
      // Enter in a search line must not send the form it stands in.
      if (event.key === "Enter") event.preventDefault();
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".office-choices")) {
      if (long(frame)) furnish(frame);
    }
  });
}
