// Rows to mend: the forms of the page are sent without leaving it, and the parts that the answer changed are taken
// from the page that comes back. Tab goes from wrong cell to wrong cell; Shift+Tab goes back over the buttons between.
const box = document.querySelector("[data-mending]");
const status = document.getElementById("mended");
// What is pressed while an answer is still on its way is sent after it, in turn: nothing pressed is lost, and what is
// pressed twice is sent once.
const waiting = new Set();
let turn = Promise.resolve();
let leaving = false;

if (box && status) {
  box.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-mend]")) return;
    event.preventDefault();
    const pressed = what(event.target, event.submitter);
    if (waiting.has(pressed.key)) return;
    waiting.add(pressed.key);
    box.setAttribute("aria-busy", "true");
    turn = turn.then(() => leaving || send(pressed));
  });
  box.addEventListener("keydown", onKey);
}

function onKey(event) {
  const input = event.target;
  if (!input.matches(".grid-cells input") || event.isComposing) return;
  if (event.key === "Escape") {
    input.value = input.defaultValue;
  } else if (event.key === "Tab" && !event.shiftKey) {
    const wrong = wrongCells();
    const next = wrong[wrong.indexOf(input) + 1];
    if (next && wrong.includes(input)) {
      event.preventDefault();
      next.focus();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    const inputs = [...input.closest("tr").querySelectorAll(".grid-cells input[id]")];
    const next = inputs[inputs.indexOf(input) + 1];
    if (next && !event.ctrlKey && !event.metaKey) next.focus();
    else input.form.querySelector("button").click();
  }
}

function what(form, button) {
  const data = new FormData(form);
  if (button && button.name) data.append(button.name, button.value);
  const row = form.dataset.mend === "row" && !(button && button.name) ? form.closest("tr").id : "";
  const action = form.getAttribute("action");
  return { action, data, row, key: `${action}?${new URLSearchParams(data)}` };
}

async function send({ action, data, row, key }) {
  try {
    const answer = await fetch(action, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Signed out, moved on, or work in the background: that is another page.
    if (!answer.ok || !page.querySelector("[data-mending]") || page.querySelector("[data-progress]")) {
      leaving = true;
      location.assign(answer.url);
      return;
    }
    take(page, row);
    history.replaceState(null, "", answer.url.split("#")[0]);
  } catch {
    status.textContent = box.dataset.failed;
    status.focus();
  } finally {
    waiting.delete(key);
    if (!waiting.size) box.removeAttribute("aria-busy");
  }
}

function take(page, row) {
  const typed = [...box.querySelectorAll(".grid-cells input[id]")].filter(
    (input) => input.value !== input.defaultValue && input.closest("tr").id !== row,
  );
  for (const part of box.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh) part.replaceWith(document.adoptNode(fresh));
  }
  for (const input of typed) {
    const place = document.getElementById(input.id);
    if (place) place.value = input.value; // not saved yet: nothing typed is lost
  }
  document.title = page.title;
  const refusal = page.querySelector(".messages li");
  refusal?.querySelectorAll("button").forEach((button) => button.remove()); // it is no part of the sentence
  status.textContent = (refusal || page.getElementById("mended")).textContent.trim();
  (next(row) || status).focus();
}

function wrongCells() {
  return [...document.querySelectorAll('.grid-cells input[aria-invalid="true"]')];
}

// The first cell that is still wrong, from the row that was saved on.
function next(row) {
  const here = row && document.getElementById(row);
  if (!here) return null;
  const after = wrongCells().find(
    (input) => here.contains(input) || here.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return after || null;
}
