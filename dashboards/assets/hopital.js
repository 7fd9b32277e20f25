/* Sends the files dropped on the hospital page one after the other, then opens them all. */
window.dash_clientside = window.dash_clientside || {};

(function () {
  var SAID = {
    fr: { busy: "Envoi de {name}…", 413: "{name} est trop gros pour être déposé\u00a0: mettez-le dans " +
      "le dossier de cette page.", 415: "Le format de {name} n'est pas connu\u00a0: TOML, CSV, XLSX ou " +
      "ZIP.",
      422: "{name} est vide\u00a0: refaites l'export, puis déposez-le à nouveau.",
      other: "L'envoi de {name} a échoué." },
    en: { busy: "Sending {name}…", 413: "{name} is too big to be dropped: put it in the folder of " +
      "this page.", 415: "The format of {name} is not known: TOML, CSV, XLSX or ZIP.",
      422: "{name} is empty: export it again, then drop it again.",
      other: "Sending {name} failed." },
  };
  var none = function () { return window.dash_clientside.no_update; };

  function bytes(contents) {
    /* decoded here: `fetch` of a data: address is not allowed by our own policy */
    var text = window.atob(contents.slice(contents.indexOf(",") + 1));
    var found = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { found[i] = text.charCodeAt(i); }
    return found;
  }

  window.dash_clientside.jumeau_hospital = {
    /* Outputs: the address to open, then the words under the drop zone. */
    send: function (contents, names, lang) {
      if (!contents || !contents.length) { return [none(), none()]; }
      var said = SAID[lang === "en" ? "en" : "fr"];
      var found = [];
      function next(rank) {
        if (rank === contents.length) {
          return ["/hopital?files=" + found.join(".") + (lang === "en" ? "&lang=en" : ""), none()];
        }
        var name = names[rank];
        window.dash_clientside.set_props("ho-dropped",
          { children: said.busy.replace("{name}", name) });
        return window.fetch("/hopital/depot?name=" + encodeURIComponent(name), {
          method: "POST", body: bytes(contents[rank]), credentials: "same-origin",
          headers: { "X-Jumeau": "depot", "Content-Type": "application/octet-stream" },
        }).then(function (answer) {
          if (!answer.ok) {
            return [none(), (said[answer.status] || said.other).replace("{name}", name)];
          }
          return answer.json().then(function (one) { found.push(one.id); return next(rank + 1); });
        });
      }
      return Promise.resolve(next(0)).catch(function () {
        return [none(), said.other.replace("{name}", names.join(", "))];
      });
    },
  };
})();
