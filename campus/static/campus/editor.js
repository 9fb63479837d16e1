// Wagtail's field for rich text has no name of its own: take it from the label above it, or from the heading of its
// block, so that a screen reader says which field one types into. Blocks come and go, so this watches the page.
const labelOf = (box) =>
  box.closest("[data-contentpath]")?.querySelector(":scope > .w-field__label, :scope > label") ??
  box.closest("[data-field-wrapper]")?.querySelector(".w-field__label") ??
  box.closest("[data-panel]")?.querySelector(".c-sf-block__type, [data-panel-heading-text]");

const nameAll = () => {
  for (const box of document.querySelectorAll("[role=textbox][contenteditable=true]:not([aria-label])")) {
    const label = labelOf(box);
    if (label) box.setAttribute("aria-label", label.textContent.replace("*", "").trim());
  }
};

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
