// A value lights its box on the page; a box shows its value; j and k go from value to value.
"use strict";

(() => {
  const panel = document.querySelector(".pages");
  const rows = [...document.querySelectorAll("[data-box]")];
  if (!panel || !rows.length) return;

  const boxOf = (row) => document.getElementById(row.dataset.box);

  // Only the panel scrolls: a page that ran away under the pointer would help nobody.
  const bring = (box) => {
    if (panel.scrollHeight <= panel.clientHeight + 1) return;
    const place = box.getBoundingClientRect();
    const frame = panel.getBoundingClientRect();
    if (place.top >= frame.top + 40 && place.bottom <= frame.bottom - 20) return;
    panel.scrollTop += place.top - frame.top - frame.height / 3;
  };

  const light = (row) => {
    document.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
    row.classList.add("lit");
    const box = boxOf(row);
    if (box) {
      box.classList.add("lit");
      bring(box);
    }
  };

  // A page that scrolls under a pointer at rest lights nothing.
  let rest = [];
  document.addEventListener("mousemove", (event) => { rest = [event.screenX, event.screenY]; });

  for (const row of rows) {
    row.addEventListener("mouseenter", (event) => {
      if (event.screenX !== rest[0] || event.screenY !== rest[1]) light(row);
    });
    row.addEventListener("focusin", () => light(row));
    const box = boxOf(row);
    if (box) {
      box.addEventListener("click", (event) => {
        event.preventDefault();
        row.querySelector("details").open = true;
        row.querySelector("summary").focus({ preventScroll: true });
        row.scrollIntoView({ block: "center" });
      });
    }
  }

  const go = (step) => {
    const at = rows.findIndex((row) => row.classList.contains("lit"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (next) {
      next.querySelector("summary").focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    z: () => panel.querySelector(".zoom").click(),
  };
  document.addEventListener("keydown", (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (writing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
