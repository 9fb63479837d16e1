// Remembers how far a signed-in learner has read. Without this file a lesson works the same, only
// without the bookmark inside it.
const STEP = 5; // percent between two messages to the server

const lesson = document.querySelector("[data-position-url]");
if (lesson) {
  const saved = Number(lesson.dataset.percent) || 0;
  let furthest = saved;
  let sent = saved;

  const readSoFar = () => {
    const box = lesson.getBoundingClientRect();
    const seen = window.innerHeight - box.top;
    return Math.max(0, Math.min(100, Math.round((seen / box.height) * 100)));
  };

  const send = () => {
    if (furthest <= sent) return;
    sent = furthest;
    const body = new FormData();
    body.set("percent", String(furthest));
    fetch(lesson.dataset.positionUrl, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": lesson.dataset.csrf },
      credentials: "same-origin",
      keepalive: true, // also when the page is being left
    }).catch(() => {}); // no network: the next message carries a newer place anyway
  };

  let waiting = false;
  document.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    window.setTimeout(() => {
      waiting = false;
      furthest = Math.max(furthest, readSoFar());
      if (furthest - sent >= STEP) send();
    }, 400);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });

  const resume = document.querySelector("[data-resume]");
  if (resume && saved > 10 && saved < 95) {
    resume.hidden = false;
    resume.querySelector("button").addEventListener("click", () => {
      const top = lesson.getBoundingClientRect().top + window.scrollY;
      window.scrollTo({ top: top + (lesson.offsetHeight * saved) / 100 - window.innerHeight * 0.6 });
    });
  }
}
