// Keys for the review, and boxes drawn on the page with a mouse, a finger or a pen.
"use strict";

(() => {
  const ask = document.querySelector(".ask");
  if (!ask) return;
  const whole = document.querySelector(".whole");
  const sheet = whole.querySelector("svg");
  const pencil = sheet.querySelector(".pencil");
  const again = ask.querySelector(".again");

  // The page opens where the question is.
  const here = document.getElementById("here");
  const show = () => {
    if (!here) return;
    const place = here.getBoundingClientRect();
    const frame = whole.getBoundingClientRect();
    whole.scrollTop += place.top - frame.top - frame.height / 3;
  };
  show();

  let drawing = false;
  let from = null;
  const draw = (on) => {
    drawing = on && Boolean(again);
    sheet.classList.toggle("drawing", drawing);
    from = null;
    if (!drawing) pencil.setAttribute("width", 0);
  };
  const at = (event) => {
    const frame = sheet.getBoundingClientRect();
    const { width, height } = sheet.viewBox.baseVal;
    const across = ((event.clientX - frame.left) / frame.width) * width;
    const down = ((event.clientY - frame.top) / frame.height) * height;
    return [Math.min(Math.max(across, 0), width), Math.min(Math.max(down, 0), height)].map(Math.round);
  };
  const box = (one, other) => [
    Math.min(one[0], other[0]), Math.min(one[1], other[1]),
    Math.max(one[0], other[0]), Math.max(one[1], other[1]),
  ];

  sheet.addEventListener("pointerdown", (event) => {
    if (!drawing) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    from = at(event);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [left, top, right, bottom] = box(from, at(event));
    const edges = { x: left, y: top, width: right - left, height: bottom - top };
    for (const [name, value] of Object.entries(edges)) pencil.setAttribute(name, value);
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const drawn = box(from, at(event));
    draw(false);
    if (drawn[2] - drawn[0] < 8 || drawn[3] - drawn[1] < 8) return;
    again.querySelector("details").open = true;
    again.querySelector(".shown-box").value = drawn.join(",");
    again.classList.add("reading");
    again.requestSubmit(again.querySelector("button"));
  });

  const press = (key) => ask.querySelector(`[data-key="${CSS.escape(key)}"]`);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      draw(false);
      if (writing) event.target.blur();
      return;
    }
    if (writing) return;
    if (event.key === "d") {
      event.preventDefault();
      draw(!drawing);
      return;
    }
    // Enter on another button or link is that one's own.
    if (event.key === "Enter" && /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
    const target = press(event.key);
    if (!target) return;
    event.preventDefault();
    if (event.key === "e") {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
  });
  again?.querySelector("summary").addEventListener("click", () => draw(true));
})();
