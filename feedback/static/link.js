// A rater's or a person's link carries its code after "#", where no server log, proxy or referrer can see it.
// This puts the code into the form that carries data-link-code and takes it out of the address bar.
// It never sends the form: mail scanners run scripts too, and only a person's press may use the code.

(function () {
  "use strict";

  var form = document.querySelector("form[data-link-code]");
  if (!form) return;

  var field = form.elements[form.dataset.linkCode || "code"];
  var paste = form.querySelector("[data-link-paste]") || (field && field.closest(".govuk-form-group"));

  function takeCode() {
    var code = location.hash.slice(1);
    // Shorter fragments are places on this page, such as the skip link's.
    if (!field || !/^[A-Za-z0-9_-]{20,}$/.test(code)) return;
    field.value = code;
    if (paste) paste.hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
  }

  takeCode();
  // Opening a second link in the same tab changes only the fragment and loads nothing.
  window.addEventListener("hashchange", takeCode);
})();
