/* The film of a day: reads the minute that the slider shows and draws it. No rule lives here: counts
   and legs come from the server; a unit's place between two ends of a leg is a straight line. */
window.jumeau = window.jumeau || {};
window.dash_clientside = window.dash_clientside || {};

(function () {
  var STEP_MIN = 2;      /* minutes of the day for each tick of the player */
  var NEAR = 0.035;      /* degrees: hospitals nearer than this are one town's */
  var ASIDE = 15;        /* pixels by which they are moved apart */
  var CALM_MS = 500;     /* the address is written once the slider has rested */
  var shapes = { smur: "square", vsav: "triangle", ambulance: "disc", helicopter: "cross" };
  var kept = {};
  var last = { frame: "", wrote: 0 };
  var none = function () { return window.dash_clientside.no_update; };

  function film(address) { return kept[address]; }

  function frame(data, minute) {
    return Math.min(Math.floor(minute / data.step), data.clock.length - 1);
  }

  function clock(data, minute, lang) {
    var at = data.clock[frame(data, minute)].split(":");
    var past = minute - frame(data, minute) * data.step;
    var minutes = parseInt(at[1], 10) + past;
    var text = (minutes < 10 ? "0" : "") + minutes;
    return lang === "en" ? at[0] + ":" + text : parseInt(at[0], 10) + "\u00a0h\u00a0" + text;
  }

  function sum(hospital, names, at) {
    return names.reduce(function (total, name) { return total + hospital.m[name][at]; }, 0);
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, key) {
      return values[key] === undefined ? whole : values[key];
    });
  }

  function write(number, lang) {
    return new Intl.NumberFormat(lang === "en" ? "en-GB" : "fr-FR").format(number);
  }

  function share(hospital, colour, data, at) {
    var boxes = colour === "boxes";
    var used = boxes ? hospital.m.present[at] : sum(hospital, data.beds, at);
    var open = boxes ? hospital.m.boxes[at] : sum(hospital, data.staffed, at);
    return open > 0 ? used / open : null;
  }

  function access(hospital, at, words) {
    return [words.closed, words.regulated, words.open][hospital.m.access[at]];
  }

  function point(lon, lat, properties) {
    return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: properties };
  }

  /* Hospitals of one town stand side by side: each is moved by some pixels around their middle. */
  function aside(data, hospital) {
    var near = data.hospitals.filter(function (h) {
      return h.own && Math.abs(h.lat - hospital.lat) < NEAR && Math.abs(h.lon - hospital.lon) < 1.5 * NEAR;
    });
    if (!hospital.own || near.length < 2) { return [0, 0]; }
    var turn = 2 * Math.PI * near.indexOf(hospital) / near.length;
    return [Math.round(ASIDE * Math.cos(turn)), Math.round(ASIDE * Math.sin(turn))];
  }

  function sites(data, at, colour, words) {
    return data.hospitals.map(function (hospital) {
      var level = share(hospital, colour, data, at);
      var rank = level === null ? -1 : words.bins[colour].filter(function (low) { return level >= low; }).length;
      var said = words.present + "\u00a0: " + hospital.m.present[at] + " · " + words.boarding + "\u00a0: "
        + (hospital.m.boarding[at] + hospital.m.waiting_uhcd[at]) + " · " + words.level + "\u00a0: "
        + (level === null ? "–" : Math.round(100 * level) + "\u00a0%") + " · " + access(hospital, at, words);
      if (words.lang === "en") { said = said.replace(/\u00a0:/g, ":").replace(/\u00a0%/g, "%"); }
      return point(hospital.lon, hospital.lat, {
        id: hospital.id, name: hospital.name, text: hospital.own ? said : words.ring,
        own: hospital.own, aside: aside(data, hospital),
        present: hospital.m.present[at], rank: rank, access: hospital.m.access[at],
        colour: rank < 0 ? words.unknown : words.colours[rank], dark: rank >= 0 && rank >= words.dark,
      });
    });
  }

  function units(data, minute, words) {
    var found = [];
    data.units.forEach(function (unit) {
      for (var i = 0; i < unit.l.length; i += 1) {
        var leg = unit.l[i];
        if (leg[0] <= minute && minute < leg[1]) {
          var gone = (minute - leg[0]) / (leg[1] - leg[0]);
          var kind = data.kinds[unit.k];
          found.push(point(leg[2] + gone * (leg[4] - leg[2]), leg[3] + gone * (leg[5] - leg[3]), {
            kind: kind, colour: words.units[kind].colour, name: words.units[kind].name + ", " + unit.b,
            text: words.phases[data.phases[leg[6]]], own: unit.o,
          }));
          return;
        }
      }
    });
    return found;
  }

  function now(data, at, minute, out, site, words) {
    var own = data.hospitals.filter(function (h) { return h.own; });
    var total = function (names, list) {
      return list.reduce(function (n, h) { return n + sum(h, names, at); }, 0);
    };
    var waiting = ["boarding", "waiting_uhcd"];
    var chosen = own.filter(function (h) { return !site || site === "*" || h.id === site; });
    var lang = words.lang;
    return {
      said: filled(words.now, {
        time: clock(data, minute, lang), present: write(total(["present"], own), lang),
        boarding: write(total(waiting, own), lang), calls: write(data.calls[at], lang), out: write(out, lang),
      }),
      present: write(total(["present"], chosen), lang),
      boarding: write(total(waiting, chosen), lang),
      calls: write(data.calls[at], lang),
      wards: data.beds.map(function (name, i) {
        var open = total([data.staffed[i]], chosen);
        var used = total([name], chosen);
        var text = open || used ? write(used, lang) + " / " + write(open, lang) : "–";
        return (words.groups[i] + (lang === "en" ? ": " : "\u00a0: ") + text);
      }).join(" · "),
    };
  }

  function rows(data, at, words) {
    return data.hospitals.filter(function (h) { return h.own; }).map(function (h) {
      var used = sum(h, data.beds, at), open = sum(h, data.staffed, at);
      return {
        id: h.id, site: h.name, present: h.m.present[at], triage: h.m.waiting_triage[at],
        physician: h.m.waiting_physician[at], care: h.m.in_triage[at] + h.m.in_care[at],
        boarding: h.m.boarding[at] + h.m.waiting_uhcd[at],
        uhcd: h.m.uhcd_beds[at] || h.m.uhcd[at] ? h.m.uhcd[at] + " / " + h.m.uhcd_beds[at] : "–",
        beds: open || used ? used + " / " + open : "–", access: access(h, at, words),
      };
    });
  }

  window.jumeau.film = {
    /* A hospital: a disc as large as its patients are many, its figure in it. */
    site: function (feature, latlng) {
      var p = feature.properties;
      var small = window.innerWidth < 640 ? 0.72 : 1;
      var size = p.own ? Math.round(small * (20 + 3.4 * Math.sqrt(p.present))) : 12;
      var label = document.createElement("span");
      label.textContent = p.own ? p.present : "";
      label.style.background = p.own ? p.colour : "#fff";
      label.style.fontSize = Math.max(10, Math.round(size * 0.36)) + "px";
      var name = "film-site" + (p.dark ? " is-dark" : "") + (p.access === 0 ? " is-closed" : "")
        + (p.access === 1 ? " is-regulated" : "") + (p.own ? "" : " is-neighbour");
      var marker = L.marker(latlng, {
        icon: L.divIcon({
          className: name, iconSize: [size, size], html: label,
          iconAnchor: [size / 2 - p.aside[0], size / 2 - p.aside[1]],
        }),
        keyboard: false,
        zIndexOffset: -Math.round(size),
      });
      marker.bindTooltip(window.jumeau.map.box(p.name, p.text), { direction: "top", offset: [0, -size / 2] });
      return marker;
    },

    /* A unit: its shape and its colour both say its kind. */
    unit: function (feature, latlng) {
      var p = feature.properties;
      window.jumeau.film.Shape = window.jumeau.film.Shape || L.CircleMarker.extend({
        _updatePath: function () {
          var r = this._renderer, c = r._ctx, at = this._point, s = this._radius;
          if (!r._drawing || this._empty()) { return; }
          c.beginPath();
          if (this.options.shape === "square") { c.rect(at.x - s, at.y - s, 2 * s, 2 * s); }
          else if (this.options.shape === "triangle") {
            c.moveTo(at.x, at.y - 1.2 * s); c.lineTo(at.x + 1.2 * s, at.y + s); c.lineTo(at.x - 1.2 * s, at.y + s); c.closePath();
          } else if (this.options.shape === "cross") {
            var a = 1.5 * s, b = 0.5 * s;
            c.moveTo(at.x - b, at.y - a); c.lineTo(at.x + b, at.y - a); c.lineTo(at.x + b, at.y - b);
            c.lineTo(at.x + a, at.y - b); c.lineTo(at.x + a, at.y + b); c.lineTo(at.x + b, at.y + b);
            c.lineTo(at.x + b, at.y + a); c.lineTo(at.x - b, at.y + a); c.lineTo(at.x - b, at.y + b);
            c.lineTo(at.x - a, at.y + b); c.lineTo(at.x - a, at.y - b); c.lineTo(at.x - b, at.y - b); c.closePath();
          } else { c.arc(at.x, at.y, s, 0, 2 * Math.PI); }
          r._fillStroke(c, this);
        },
      });
      var marker = new window.jumeau.film.Shape(latlng, {
        pane: "units", radius: 5, shape: shapes[p.kind], color: "#fff", weight: 1.2, opacity: 1,
        fillColor: p.colour, fillOpacity: 1,
      });
      marker.bindTooltip(window.jumeau.map.box(p.name, p.text), { direction: "top", offset: [0, -6] });
      return marker;
    },

    ground: function () {
      return { fillColor: "#fbfcfd", fillOpacity: 1, color: "#8794a2", weight: 1.2, opacity: 0.9 };
    },
  };

  window.dash_clientside.film = {
    /* Asks for the film once; what is drawn waits for it. */
    load: function (address) {
      if (!address) { return none(); }
      last.frame = "";
      if (kept[address]) { return address; }
      return fetch(address, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { throw new Error("film " + answer.status); }
        return answer.json();
      }).then(function (data) { kept[address] = data; return address; });
    },

    play: function (clicks, playing, words) {
      if (!clicks) { return [none(), none(), none()]; }
      return [!playing, playing, playing ? "▶ " + words.play : "❚❚ " + words.pause];
    },

    tick: function (n, minute, most) {
      if (!n) { return none(); }
      return minute + STEP_MIN > most ? 0 : minute + STEP_MIN;
    },

    move: function (minute, address, words) {
      var data = film(address);
      if (!data) { return [none(), none(), none()]; }
      var share = 100 * minute / ((data.clock.length - 1) * data.step);
      return [
        { type: "FeatureCollection", features: units(data, minute, words) },
        clock(data, minute, words.lang),
        { "--at": share.toFixed(2) + "%" },
      ];
    },

    draw: function (minute, address, charts, colour, site, words) {
      var data = film(address), out = 0, same = [];
      for (var i = 0; i < 8; i += 1) { same.push(none()); }
      if (!data) { return same; }
      var at = frame(data, minute), start = at * data.step;
      var key = [address, at, site, colour, words.lang].join("|");
      if (key === last.frame && document.querySelector(".film-site")) { return same; }
      last.frame = key;
      out = units(data, start, words).filter(function (unit) { return unit.properties.own; }).length;
      words.level = words.levels[colour] || "";
      var said = now(data, at, start, out, site, words);
      return [
        { type: "FeatureCollection", features: sites(data, at, colour, words) },
        said.said, said.present, said.boarding, said.calls, said.wards, rows(data, at, words),
        filled(words.table, { time: clock(data, start, words.lang) }),
      ];
    },

    /* The address follows the choices, once the slider rests. */
    address: function (minute, playing, site, colour, shown, words) {
      var mine = (last.wrote += 1);
      return new Promise(function (done) {
        window.setTimeout(function () {
          if (playing || mine !== last.wrote || !document.getElementById("w-at")) { done([none(), none()]); return; }
          var parts = new URLSearchParams();
          parts.set("run", shown);
          if (site && site !== "*") { parts.set("site", site); }
          if (colour && colour !== words.first) { parts.set("colour", colour); }
          parts.set("at", minute);
          var other = new URLSearchParams(parts.toString());
          (words.lang === "en" ? parts : other).set("lang", "en");
          var text = "?" + parts.toString().replace(/%2F/g, "/");
          var link = words.path + "?" + other.toString().replace(/%2F/g, "/");
          done([text === window.location.search ? none() : text, link]);
        }, CALM_MS);
      });
    },

    /* A click on a hospital shows its curves; a second one shows the whole territory again. */
    pick: function (clicks, clicked, site, whole) {
      var p = clicks && clicked && clicked.properties;
      if (!p || !p.own) { return none(); }
      return p.id === site ? whole : p.id;
    },

    another: function (run, shown, site, colour, minute, words) {
      if (!run || run === shown) { return none(); }
      var parts = new URLSearchParams({ run: run, at: minute });
      if (site && site !== "*") { parts.set("site", site); }
      if (colour && colour !== words.first) { parts.set("colour", colour); }
      if (words.lang === "en") { parts.set("lang", "en"); }
      window.location.assign(words.path + "?" + parts.toString().replace(/%2F/g, "/"));
      return none();
    },
  };
})();
