// A form with data-key holds what a browser has to be told to make a security key, or to have one touched (WebAuthn).
// The key's answer goes into its field "touch", and the form is sent. Somebody's press on the page before began it.

(function () {
  "use strict";

  var form = document.querySelector("form[data-key]");
  if (!form || !window.PublicKeyCredential) return;

  var told = JSON.parse(form.dataset.key);
  var makes = "user" in told;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function known(keys) {
    return (keys || []).map(function (key) { return { type: key.type, id: bytes(key.id) }; });
  }

  function ask() {
    told.challenge = bytes(told.challenge);
    if (makes) {
      told.user.id = bytes(told.user.id);
      told.excludeCredentials = known(told.excludeCredentials);
      return navigator.credentials.create({ publicKey: told });
    }
    told.allowCredentials = known(told.allowCredentials);
    return navigator.credentials.get({ publicKey: told });
  }

  function send(key) {
    var response = { clientDataJSON: text(key.response.clientDataJSON) };
    if (makes) {
      response.attestationObject = text(key.response.attestationObject);
    } else {
      response.authenticatorData = text(key.response.authenticatorData);
      response.signature = text(key.response.signature);
    }
    form.elements.touch.value = JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: response });
    form.requestSubmit();
  }

  ask().then(send, function () {
    document.querySelector("[data-key-failed]").hidden = false;
  });
})();
