// Follows work in the background: asks data-progress for {"done", "total", "finished"}, moves the bar, speaks to
// screen readers at each quarter (not at every step), and loads the page anew once the work has ended, or has
// begun where the page said that it waits.
const FIRST_WAIT = 1500;
const LONGEST_WAIT = 10000;

for (const box of document.querySelectorAll("[data-progress]")) {
  if (box.dataset.progress) follow(box);
}

async function follow(box) {
  const bar = box.querySelector("progress");
  const count = box.querySelector("[data-count]");
  const status = box.querySelector("[data-status]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let spoken = 0;
  let silent = false;
  let wait = FIRST_WAIT;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    let state;
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      state = await answer.json();
      wait = FIRST_WAIT;
    } catch {
      // The server may be restarting: ask less often, do not give up, the work itself goes on.
      wait = Math.min(wait * 2, LONGEST_WAIT);
      continue;
    }
    if (state.finished || ("waits" in box.dataset && state.waits === false)) return location.reload();
    if (state.total > 0) {
      bar.max = state.total;
      bar.value = state.done;
    } else {
      bar.removeAttribute("value");
    }
    count.textContent = state.words || `${number.format(state.done)} / ${number.format(state.total)}`;
    if (state.silent && !silent) status.textContent = state.words;
    silent = Boolean(state.silent);
    const quarter = state.total > 0 ? Math.floor((4 * state.done) / state.total) * 25 : 0;
    if (quarter > spoken) {
      spoken = quarter;
      status.textContent = box.dataset.words.replace("{percent}", String(quarter));
    }
  }
}
