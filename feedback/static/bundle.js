// While reports are being made, this keeps the page's own words up to date: how many there are, and at the end the
// button to download them. Without it the page has a link to look again.

(function () {
  "use strict";

  var EVERY = 2000;
  var here = document.querySelector("[data-at-work]");
  if (!here) return;
  var again = here.querySelector("[data-look-again]");
  if (again) again.hidden = true;

  function look() {
    if (document.hidden) return void setTimeout(look, EVERY);
    fetch(location.href, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : Promise.reject(); })
      .then(function (text) {
        var now = new DOMParser().parseFromString(text, "text/html").getElementById(here.id);
        if (!now || !now.hasAttribute("data-at-work")) return void location.reload();
        ["so-far-words", "so-far-bar"].forEach(function (id) {
          var old = document.getElementById(id), fresh = now.querySelector("#" + id);
          if (old && fresh && old.outerHTML !== fresh.outerHTML) {
            if (id === "so-far-words") old.textContent = fresh.textContent;
            else old.value = fresh.value;
          }
        });
        setTimeout(look, EVERY);
      })
      .catch(function () { if (again) again.hidden = false; });
  }

  setTimeout(look, EVERY);
})();
