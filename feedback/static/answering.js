// What the pages of a rater do besides, where scripts run. Without them everything still works: each page is a form.
// A page of answers keeps itself while it is filled in, at most every 20 seconds and when it is left, so that little is
// lost when a browser breaks, and little is asked of the server. Nothing is kept in the browser: it may be shared.

(function () {
  "use strict";

  var EVERY = 20000, FIRST_RETRY = 2000, LONGEST_RETRY = 60000, TWO_CLICKS = 1000, A_PAUSE = 500;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // ---- Every page: say what is wrong, press links that look like buttons with the space bar, take two clicks as one.

  var summary = document.querySelector(".govuk-error-summary");
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      var field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!field || !field.matches("input, textarea")) return;
      event.preventDefault();
      (field.closest("fieldset, .govuk-form-group") || field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === " " && event.target.matches("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  var pressed = null, when = 0;
  document.addEventListener("submit", function (event) {  // after the form's own listeners, which may hold it back
    if (event.defaultPrevented) return;
    if (event.target === pressed && event.timeStamp - when < TWO_CLICKS) event.preventDefault();
    pressed = event.target;
    when = event.timeStamp;
  });

  // ---- A page of answers.

  var told = document.querySelector(".saving");
  if (!told) return;
  var form = told.closest("form"), words = told.dataset, saves = "saves" in words;

  // How long a comment is, counted as the server counts: in characters, without the blanks around it.
  all("[data-maxlength]").forEach(function (group) {
    var box = group.querySelector("textarea"), message = group.querySelector(".govuk-character-count__message");
    if (!box || !message) return;
    var soon = 0;
    function count() {
      var left = group.dataset.maxlength - Array.from(box.value.trim()).length;
      message.setAttribute("aria-live", left < 100 ? "polite" : "off");
      message.textContent = (left < 0 ? words.over : words.left) + " " + Math.abs(left).toLocaleString(document.documentElement.lang);
      message.classList.toggle("govuk-error-message", left < 0);
      message.classList.toggle("govuk-hint", left >= 0);
    }
    box.addEventListener("input", function () {
      clearTimeout(soon);
      soon = setTimeout(count, A_PAUSE);
    });
    if (box.value) count();
  });

  // A number rates the statement that has the focus and moves on to the next; 0 and ? say "I can't say".
  all(".answering-keys").forEach(function (hint) { hint.hidden = false; });
  form.addEventListener("keydown", function (event) {
    var row = event.target.closest(".rating");
    if (!row || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9?]$/.test(event.key)) return;
    var choices = all("input", row);
    var chosen = choices.filter(function (choice) { return choice.value === event.key; })[0];
    if (!chosen && /[0?]/.test(event.key)) chosen = choices[choices.length - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("input", { bubbles: true }));
    var rows = all(".rating", form), next = rows[rows.indexOf(row) + 1];
    (next ? next.querySelector("input:checked") || next.querySelector("input") : form.querySelector("textarea, button")).focus();
  });

  // ---- Saving. `waiting`: something was typed that the server has not said it has. `cut`: it could not be reached.
  // `refused`: it will not keep this page so. `held`: the button that was pressed while a save was on its way.
  // `passing`: the browser sends the page itself, so that it shows what the server says of it.

  var waiting = false, busy = false, cut = false, refused = false, passing = false;
  var held = null, timer = 0, pause = FIRST_RETRY;

  function say(text, trouble) {
    told.textContent = text;
    told.classList.toggle("saving--trouble", Boolean(trouble));
  }

  function answers(name, value) {
    var data = new URLSearchParams(new FormData(form));
    if (name) data.set(name, value);
    return data;
  }

  function send(data) {
    return fetch(location.pathname, { method: "POST", body: data, redirect: "manual", credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status >= 500) throw new Error("try again");
        cut = false;
        pause = FIRST_RETRY;
        return answer;
      });
  }

  function failed(button) {
    cut = waiting = true;
    held = saves ? null : button;  // what does not save itself was meant to be sent
    say(words.offline, true);
    later(pause);
    pause = Math.min(pause * 2, LONGEST_RETRY);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(saves ? save : next, milliseconds);
  }

  function next() {
    var button = held;
    held = null;
    busy = false;
    if (button) turn(button);
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    if (busy || !waiting) return;
    busy = true;
    waiting = false;
    send(answers("then", "keep"))
      .then(function (answer) {
        refused = answer.status !== 204;
        if (refused) waiting = true;  // whoever presses the button is shown why, with everything that was typed
        if (refused || !waiting) say(refused ? words.refused : words.saved, refused);
        if (waiting && !refused && !timer) later(EVERY);
      })
      .catch(failed)
      .then(next);
  }

  // A page that the browser sends itself is gone when nothing answers, as in a train with a network that leads nowhere.
  // So it is saved here, as often as the button is pressed, and left for where the server says once it has it.
  function turn(button) {
    clearTimeout(timer);
    timer = 0;
    busy = true;
    waiting = refused = false;
    form.setAttribute("aria-busy", "true");
    var slow = setTimeout(function () { say(words.saving); }, A_PAUSE);
    var data = answers(button && button.name, button && button.value);
    data.set("turned", "by script");
    send(data)
      .then(function (answer) {
        var to = answer.headers.get("Leads-To");
        if (!to) return pass(button);
        var same = to.split("#")[0] === location.pathname + location.search;
        location.assign(to);
        if (same) location.reload();  // else it would only scroll
      })
      .catch(function () {
        stay();
        failed(button);
      })
      .then(function () { clearTimeout(slow); });
  }

  function pass(button) {
    stay();
    passing = true;
    button.click();
    passing = false;
  }

  function stay() {
    busy = false;
    form.removeAttribute("aria-busy");
  }

  window.addEventListener("pageshow", function (event) {  // gone back to as it was left
    if (!event.persisted) return;
    stay();
    say("");
  });

  function changed() {
    waiting = true;
    if (!saves || cut) return;
    refused = false;
    if (!busy) say("");
    if (!timer) later(EVERY);
  }

  form.addEventListener("input", changed);

  // Left for another page or another application: there is no time to wait for an answer.
  document.addEventListener("visibilitychange", function () {
    if (!saves || !waiting) return;
    if (document.visibilityState === "hidden") navigator.sendBeacon(location.pathname, answers("then", "keep"));
    else save();
  });

  window.addEventListener("offline", function () {
    if (!waiting || !saves) return;
    cut = true;
    say(words.offline, true);
    later(pause);
  });
  window.addEventListener("online", function () {
    if (saves) save();
    else if (!busy) next();
  });

  form.addEventListener("submit", function (event) {
    if (passing || !window.fetch || !window.URLSearchParams) {
      waiting = false;
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    var button = event.submitter || form.querySelector("button");
    if (busy) held = button;
    else turn(button);
  });

  window.addEventListener("beforeunload", function (event) {
    if (!waiting || (saves && !cut && !refused)) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

// ---- What gives a writer away. In this file since a page asks for one script: each request costs a phone more than its bytes.
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
