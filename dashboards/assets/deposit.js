/* Sends a dropped file as it is to the page that is open, then opens what the server made of it. */
window.dash_clientside = window.dash_clientside || {};

(function () {
  var SAID = {
    fr: { busy: "Envoi de {name}…", 413: "Ce fichier est trop gros pour être déposé\u00a0: mettez-le " +
      "dans le dossier de cette page.", 415: "Ce format n'est pas connu.",
      422: "Ce fichier est vide\u00a0: refaites l'export, puis déposez-le à nouveau.",
      other: "L'envoi a échoué." },
    en: { busy: "Sending {name}…", 413: "This file is too big to be dropped: put it in the " +
      "folder of this page.", 415: "This format is not known.",
      422: "This file is empty: export it again, then drop it again.", other: "Sending failed." },
  };
  var none = function () { return window.dash_clientside.no_update; };

  var bytes_of = function (contents) {
    /* decoded here: `fetch` of a data: address is not allowed by our own policy */
    var text = window.atob(contents.slice(contents.indexOf(",") + 1));
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { bytes[i] = text.charCodeAt(i); }
    return bytes;
  };
  var post = function (address, bytes) {
    return window.fetch(address, {
      method: "POST", body: bytes, credentials: "same-origin",
      headers: { "X-Jumeau": "depot", "Content-Type": "application/octet-stream" },
    });
  };

  window.dash_clientside.jumeau_deposits = {
    /* Outputs: the value of the field, the words under it, the style of the button that replaces. */
    keep: function (contents, again, name, id, lang, fields, values) {
      var hidden = { display: "none" };
      if (!contents) { return [none(), none(), none()]; }
      var context = window.dash_clientside.callback_context;
      var caused = context.triggered.map(function (one) { return one.prop_id; });
      var replace = caused.some(function (one) { return one.endsWith(".n_clicks"); });
      var said = SAID[lang === "en" ? "en" : "fr"];
      var asked = new URLSearchParams({ of: id.of, path: id.path, name: name, lang: lang,
        replace: replace ? "1" : "0" });
      fields.forEach(function (field, i) {
        if (typeof values[i] === "string") { asked.set("beside." + field.path, values[i]); }
      });
      window.dash_clientside.set_props(context.outputs_list[1].id,
        { children: said.busy.replace("{name}", name) });
      return post(window.location.pathname + "/depot?" + asked, bytes_of(contents))
        .then(function (answer) {
          var read = answer.headers.get("Content-Type") || "";
          if (read.indexOf("json") < 0) {
            return [none(), said[answer.status] || said.other, hidden];
          }
          return answer.json().then(function (found) {
            return [found.name || none(), found.said, answer.status === 409 ? {} : hidden];
          });
        }).catch(function () { return [none(), said.other, hidden]; });
    },

    /* Outputs: the address to open, then the words under the drop zone. */
    send: function (contents, name, lang) {
      if (!contents) { return [none(), none()]; }
      var context = window.dash_clientside.callback_context;
      var said = SAID[lang === "en" ? "en" : "fr"];
      var page = window.location.pathname;
      window.dash_clientside.set_props(context.outputs_list[1].id,
        { children: said.busy.replace("{name}", name) });
      return post(page + "/depot?name=" + encodeURIComponent(name), bytes_of(contents))
        .then(function (answer) {
        if (!answer.ok) { return [none(), said[answer.status] || said.other]; }
        return answer.json().then(function (found) {
          return [page + "?" + found.as + "=" + found.id + (lang === "en" ? "&lang=en" : ""), none()];
        });
      }).catch(function () { return [none(), said.other]; });
    },
  };

  /* The component gives its file field no name of its own. */
  new MutationObserver(function () {
    document.querySelectorAll(".drop input[type=file]:not([aria-label])").forEach(function (field) {
      var named = field.closest(".drop").querySelector("strong");
      if (named) { field.setAttribute("aria-label", named.textContent); }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
