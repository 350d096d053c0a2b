// Shows beside a comment, while it is being written, what may tell who wrote it. The server looks the words through
// and keeps nothing of them. Without this script the page is shown once more instead, before the next.

(function () {
  "use strict";

  var PAUSE = 1500; // ms without a key, after which a writer is taken to have stopped
  var first = document.querySelector("textarea[data-giveaways]");
  var form = first && first.form;
  if (!form || !window.fetch || !window.URLSearchParams) return;
  var watched = [];

  function watch(box) {
    var way = form.elements["t." + box.name.slice(2)]; // the radios
    var place = document.getElementById(box.id + "-giveaways");
    var shown, pause;

    // What the leader reads of it: that alone can tell who wrote it.
    function words() { return way.value === "verbatim" ? box.value : ""; }

    function show(text, html) {
      if (text !== words()) return; // written on meanwhile
      if (place.innerHTML !== html) place.innerHTML = html;
      shown = text;
      tellWhatWasSeen();
    }

    function look() {
      var text = words();
      clearTimeout(pause);
      if (text === shown) return;
      if (!text.trim()) return show(text, "");
      fetch(box.dataset.giveaways, {
        method: "POST",
        body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, about: form.elements.about.value, text: text }),
      }).then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject(answer.status);
      }).then(function (html) {
        show(text, html);
      }).catch(function () {}); // no connection, or the link has gone: saving the page says so, this need not
    }

    shown = words();
    box.addEventListener("input", function () {
      clearTimeout(pause);
      tellWhatWasSeen();
      pause = setTimeout(look, PAUSE);
    });
    box.addEventListener("change", look);
    form.addEventListener("change", function (event) { if (event.target.name === way[0].name) look(); });
    return { seen: function () { return words() === shown; } };
  }

  function tellWhatWasSeen() {
    form.elements.giveaways.value = watched.every(function (one) { return one.seen(); }) ? "seen" : "";
  }

  watched = Array.prototype.map.call(form.querySelectorAll("textarea[data-giveaways]"), watch);
})();
