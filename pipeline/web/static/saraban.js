// What helps where JavaScript runs; every page works without it.
"use strict";

// Parts of a page that change by themselves: <div data-live="/inbox/state" data-every="2000">.
for (const part of document.querySelectorAll("[data-live]")) {
  const renew = async () => {
    if (document.hidden) return;
    const answer = await fetch(part.dataset.live, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      const text = await answer.text();
      if (text !== part.dataset.shown) part.innerHTML = part.dataset.shown = text;
    }
  };
  setInterval(() => renew().catch(() => {}), Number(part.dataset.every) || 2000);
}

// Files dropped anywhere on the inbox's box go into its form.
for (const box of document.querySelectorAll(".drop")) {
  const input = box.querySelector("input[type=file]");
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    input.files = event.dataTransfer.files;
    box.querySelector("form").requestSubmit();
  });
}

// "/" goes to the search, as in most lists of letters.
document.addEventListener("keydown", (event) => {
  const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !writing) {
    event.preventDefault();
    document.querySelector(".find input")?.focus();
  }
});
