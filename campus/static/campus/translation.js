// The editor of a translation draws itself, with "Delete" as its main button and two English sentences. Once it stands,
// the button that hands the page to the reviewers takes the main place, and what was there goes into the menu beside it.
const editor = document.querySelector(".js-translation-editor");
const words = document.querySelector("#translation-words");

const submitFirst = (bar) => {
  const button = document.querySelector("#hand-over button");
  const menu = bar.querySelector("[data-w-dropdown-target=content]");
  const was = bar.querySelector(".w-dropdown-button > .button:first-child");
  if (!button || !menu || !was) return;
  button.setAttribute("form", "hand-over");
  button.className = "button";
  was.before(button);
  menu.append(was);
};

const arrange = () => {
  const bar = editor.querySelector(".footer nav");
  if (!bar) return;
  watch.disconnect();
  submitFirst(bar);
  for (const place of bar.querySelectorAll(".w-dropdown__toggle .w-sr-only")) place.textContent = words.dataset.more;
  for (const place of editor.querySelectorAll("*")) {
    if (!place.children.length && place.textContent.endsWith(" translation")) place.textContent = words.dataset.heading;
  }
};

const watch = new MutationObserver(arrange);
if (editor && words) {
  watch.observe(editor, { childList: true, subtree: true });
  arrange();
}
