/* Drawing of the map: no rule lives here, only the colours and words that the server sent. */
window.jumeau = window.jumeau || {};
window.jumeau.map = {
  /* Colour of a commune, by the rank that the server gave it. */
  style: function (feature, context) {
    var shown = context.hideout || {};
    var rank = (shown.rank || {})[feature.properties.code] || 0;
    return {
      fillColor: (shown.colours || ["#c3c9d0"])[rank],
      fillOpacity: 1,
      color: "#ffffff",
      weight: 0.5,
      opacity: 0.7,
    };
  },

  /* Words of a commune: built as text nodes, never read as HTML. */
  commune: function (feature, layer, context) {
    var shown = context.hideout || {};
    var code = feature.properties.code;
    var name = feature.properties.name || code;
    var text = (shown.text || {})[code] || shown.unknown || "";
    layer.bindTooltip(window.jumeau.map.box(name, text), { sticky: true });
    layer.on("mouseover", function () { layer.setStyle({ color: "#14212e", weight: 2, opacity: 1 }); layer.bringToFront(); });
    layer.on("mouseout", function () { layer.setStyle({ color: "#ffffff", weight: 0.5, opacity: 0.7 }); });
  },

  /* A site: a disc, a crossed diamond when it is suspended or closed, a half-filled disc when its
     access is regulated, a square when a lever acts on it; a neighbour is small and light. */
  site: function (feature, latlng) {
    var role = feature.properties.role;
    var known = ["suspended", "acted", "closed", "regulated"].indexOf(role) >= 0 ? role : "site";
    var chosen = (feature.properties.chosen ? " is-chosen" : "") + (feature.properties.neighbour ? " is-neighbour" : "");
    var size = known === "site" ? 14 : known === "regulated" ? 20 : 26;
    var marker = L.marker(latlng, {
      icon: L.divIcon({ className: "pin pin-" + known + chosen, iconSize: [size, size], html: "<span></span>" }),
      keyboard: false,
      zIndexOffset: known === "site" ? 0 : 1000,
    });
    marker.bindTooltip(window.jumeau.map.box(feature.properties.name, feature.properties.text), {
      direction: "top", offset: [0, -size / 2], className: known === "site" ? "" : "tip-acted",
    });
    return marker;
  },

  /* The name of a town, to find one's way. */
  town: function (feature, latlng) {
    var label = document.createElement("span");
    label.textContent = feature.properties.name;
    return L.marker(latlng, {
      icon: L.divIcon({ className: feature.properties.minor ? "town town-minor" : "town", iconSize: [0, 0], html: label }),
      interactive: false, keyboard: false,
    });
  },

  outline: function () {
    return { fill: false, color: "#4c5b6b", weight: 1.4, opacity: 0.9 };
  },

  box: function (title, text) {
    var box = document.createElement("div");
    var head = document.createElement("strong");
    head.textContent = title;
    box.appendChild(head);
    if (text) {
      var line = document.createElement("div");
      line.textContent = text;
      box.appendChild(line);
    }
    return box;
  },
};
