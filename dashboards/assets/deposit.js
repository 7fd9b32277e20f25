/* Sends the files dropped, as they are, to the page that is open, then opens what the server made of
   them. */
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
  /* Of several files, the words say which one. */
  var SAID_OF = {
    fr: { busy: SAID.fr.busy, 413: "{name} est trop gros pour être déposé\u00a0: mettez-le dans " +
      "le dossier de cette page.", 415: "Le format de {name} n'est pas connu\u00a0: {formats}.",
      422: "{name} est vide\u00a0: refaites l'export, puis déposez-le à nouveau.",
      other: "L'envoi de {name} a échoué." },
    en: { busy: SAID.en.busy, 413: "{name} is too big to be dropped: put it in the folder of " +
      "this page.", 415: "The format of {name} is not known: {formats}.",
      422: "{name} is empty: export it again, then drop it again.",
      other: "Sending {name} failed." },
  };
  var FORMATS = {
    "/hopital": { fr: "TOML, CSV, XLSX ou ZIP", en: "TOML, CSV, XLSX or ZIP" },
    "/pharmacie": { fr: "CSV ou XLSX", en: "CSV or XLSX" },
  };
  var none = function () { return window.dash_clientside.no_update; };

  /* The words under the zone: read at once, the context is gone when the first file has arrived. */
  var under = function () { return window.dash_clientside.callback_context.outputs_list[1].id; };

  function tell(place, words) {
    window.dash_clientside.set_props(place, { children: words });
  }

  function named(words, name, formats) {
    return words.replace("{formats}", formats).replace("{name}", function () { return name; });
  }

  function drop(page, name, contents) {
    return post(page + "/depot?name=" + encodeURIComponent(name), contents);
  }

  function post(address, contents) {
    /* decoded here: `fetch` of a data: address is not allowed by our own policy */
    var text = window.atob(contents.slice(contents.indexOf(",") + 1));
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { bytes[i] = text.charCodeAt(i); }
    return window.fetch(address, {
      method: "POST", body: bytes, credentials: "same-origin",
      headers: { "X-Jumeau": "depot", "Content-Type": "application/octet-stream" },
    });
  }

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
      tell(under(), named(said.busy, name));
      return post(window.location.pathname + "/depot?" + asked, contents)
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
      var said = SAID[lang === "en" ? "en" : "fr"];
      var page = window.location.pathname;
      tell(under(), named(said.busy, name));
      return drop(page, name, contents).then(function (answer) {
        if (!answer.ok) { return [none(), said[answer.status] || said.other]; }
        return answer.json().then(function (found) {
          return [page + "?" + found.as + "=" + found.id + (lang === "en" ? "&lang=en" : ""), none()];
        });
      }).catch(function () { return [none(), said.other]; });
    },

    /* The same for several, one after the other; `before` names those already on the page. */
    send_all: function (contents, names, lang, before) {
      if (!contents || !contents.length) { return [none(), none()]; }
      var tongue = lang === "en" ? "en" : "fr";
      var said = SAID_OF[tongue];
      var page = window.location.pathname;
      var place = under();
      var found = before && before !== "exemple" ? [before] : [];
      function next(rank) {
        if (rank === contents.length) {
          return [page + "?files=" + found.join(".") + (lang === "en" ? "&lang=en" : ""), none()];
        }
        var name = names[rank];
        tell(place, named(said.busy, name));
        return drop(page, name, contents[rank]).then(function (answer) {
          if (!answer.ok) {
            return [none(), named(said[answer.status] || said.other, name, FORMATS[page][tongue])];
          }
          return answer.json().then(function (one) { found.push(one.id); return next(rank + 1); });
        });
      }
      return Promise.resolve(next(0)).catch(function () {
        return [none(), named(said.other, names.join(", "))];
      });
    },
  };

  /* The component gives its file field no name of its own. */
  new MutationObserver(function () {
    document.querySelectorAll(".drop input[type=file]:not([aria-label])").forEach(function (field) {
      var title = field.closest(".drop").querySelector("strong");
      if (title) { field.setAttribute("aria-label", title.textContent); }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
