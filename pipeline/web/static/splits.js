// Pages by arrow keys; b moves the boundary before the page in focus.
"use strict";

(() => {
  const pages = [...document.querySelectorAll(".pieces li")];
  const here = () => document.activeElement?.closest?.(".pieces li");
  const go = (step) => {
    const at = pages.indexOf(here());
    const next = pages[at < 0 ? 0 : at + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    ArrowRight: () => go(1),
    ArrowLeft: () => go(-1),
    b: () => here()?.querySelector(".move")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (writing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  // Back at the page that was moved, the keys go on from there.
  if (location.hash) document.querySelector(location.hash)?.focus();
})();
