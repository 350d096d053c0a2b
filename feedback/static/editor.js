// On a page of a framework: while it is typed, what the check would say. Without it the check is there after saving.

(function () {
  "use strict";

  var A_PAUSE = 600;
  var aside = document.querySelector("[data-check]"), place = document.getElementById("check");
  var form = document.querySelector(".editor__main form");
  if (!aside || !place || !form || !window.fetch) return;

  var soon = 0, turn = 0, changed = false;
  form.addEventListener("input", function () {
    changed = true;
    clearTimeout(soon);
    soon = setTimeout(function () {
      var mine = ++turn;
      fetch(aside.dataset.check, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error" })
        .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(); })
        .then(function (html) { if (mine === turn) place.innerHTML = html; })
        .catch(function () {});  // saving says it too
    }, A_PAUSE);
  });

  // Nobody should lose a page of words to a link that was pressed by mistake.
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
})();
