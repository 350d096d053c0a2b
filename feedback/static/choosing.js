// On a list of raters: finds people while their name is typed, and shows what the list becomes with those who are
// ticked. Without it the same forms are sent by their buttons. Names are posted, so that no address holds them.

(function () {
  "use strict";

  var A_PAUSE = 300, SHORTEST = 2;
  var place = document.querySelector(".finding");
  var found = document.getElementById("found"), forecast = document.getElementById("forecast");
  if (!place || !found || !window.fetch) return;
  var search = place.querySelector("form"), words = search.elements.words, turns = {};

  // Puts what the server answers into a place, unless something newer has been asked for it meanwhile.
  function show(where, address, form) {
    var turn = turns[where.id] = (turns[where.id] || 0) + 1;
    fetch(address, { method: "POST", body: form, credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(); })
      .then(function (html) { if (turn === turns[where.id]) where.innerHTML = html; })
      .catch(function () {});  // the buttons are still there
  }

  var soon = 0;
  words.addEventListener("input", function () {
    clearTimeout(soon);
    soon = setTimeout(function () {
      if (words.value.trim().length < SHORTEST) {
        turns.found = (turns.found || 0) + 1;
        found.textContent = "";
        return;
      }
      var form = new FormData(search);
      form.append("live", "1");
      show(found, place.dataset.find, form);
    }, A_PAUSE);
  });

  found.addEventListener("change", function (event) {
    var form = event.target.closest("form");
    if (forecast && form) show(forecast, place.dataset.forecast, new FormData(form));
  });
})();
