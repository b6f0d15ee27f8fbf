// Shows the breaks that are filled in, and one more line for each press of the button.
{
  const ready = (frame) => {
    const lines = [...frame.querySelectorAll(".ev-break")];
    const clocks = (line) => [...line.querySelectorAll("input")];
    const add = frame.querySelector(".ev-break-add");
    const settle = () => {
      add.hidden = lines.every((line) => !line.hidden);
    };
    for (const line of lines) {
      line.hidden = clocks(line).every((clock) => !clock.value);
      const remove = line.querySelector(".ev-break-remove");
      remove.hidden = false;
      remove.addEventListener("click", () => {
        for (const clock of clocks(line)) {
          clock.value = "";
          clock.dispatchEvent(new Event("change", { bubbles: true }));
        }
        line.hidden = true;
        settle();
        add.focus();
      });
    }
    add.addEventListener("click", () => {
      const next = lines.find((line) => line.hidden);
      next.hidden = false;
      clocks(next)[0].focus();
      settle();
    });
    settle();
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".ev-breaks")) ready(frame);
  });
}
