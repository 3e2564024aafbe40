// Says beside each placeholder whether the text has it now, while it is written. Without it the list stands as it is.
"use strict";
(() => {
  const texts = ["id_subject", "id_body"].map((id) => document.getElementById(id));
  const lines = [...document.querySelectorAll("[data-placeholder]")];
  if (texts.includes(null)) return;
  const names = () => {
    const tokens = texts.map((text) => text.value).join("\n").match(/\{\{.*?\}\}|\{%.*?%\}/g) || [];
    return new Set(tokens.flatMap((token) => token.match(/[\w.]+/g) || []));
  };
  const look = () => {
    const there = names();
    for (const line of lines) {
      const { placeholder, inside } = line.dataset;
      line.querySelector("[data-there]").hidden = !there.has(placeholder) && !there.has(inside);
    }
  };
  for (const text of texts) text.addEventListener("input", look);
  look();
})();
