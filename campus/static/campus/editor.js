// Some fields of the editors have no name of their own. Take it from the words beside them, so that a screen reader says
// which field one types into. Fields come and go, so this watches the page.
const nameOf = {
  // Rich text: the label above it, or the heading of its block.
  "[role=textbox][contenteditable=true]": (field) =>
    field.closest("[data-contentpath]")?.querySelector(":scope > .w-field__label, :scope > label") ??
    field.closest("[data-field-wrapper]")?.querySelector(".w-field__label") ??
    field.closest("[data-panel]")?.querySelector(".c-sf-block__type, [data-panel-heading-text]"),
  // A passage to translate: its words in the first language.
  ".js-translation-editor textarea": (field) => field.closest("li")?.querySelector("p"),
  // The file of translations: the button that opens it.
  ".js-translation-editor input[type=file]": (field) =>
    field.form?.parentElement.querySelector(":scope > button"),
};

const nameAll = () => {
  for (const [fields, beside] of Object.entries(nameOf)) {
    for (const field of document.querySelectorAll(`:is(${fields}):not([aria-label])`)) {
      const words = beside(field)?.textContent.replace("*", "").trim();
      if (words) field.setAttribute("aria-label", words);
    }
  }
};

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
