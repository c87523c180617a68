/* Draws the page's data block with Leaflet, and links the map, the text and the lists.

   Every text reaches the page as a text node, never as HTML. A "card" is the id of an entry in the
   lists; words, shapes and links that carry the same card light up together. */
var mentionmap = (function () {
  "use strict";

  // Panes from bottom to top; the ones with a title can be switched off.
  var PANES = [
    ["world", 200, null],
    ["seas", 205, "Seas"], // the land of the ground hides their edges
    ["ground", 210, null],
    ["countries", 405, "Countries named"],
    ["areas", 410, "Areas described"],
    ["regions", 420, "Regions"],
    ["waters", 430, "Rivers and lines"],
    ["movements", 440, "Movements"],
    ["settlements", 450, "Towns and sites"],
    ["names", 630, "Names"]
  ];
  var SEA = ["sea"], GROUND = ["land", "lakes", "rivers", "units", "borders", "disputed"];
  var POINTS = { town: true, settlement: true, spot: true, extent: true };
  var SHORTEST_ARROW = 16; // pixels of the line it ends
  var APART = 18; // pixels from another's point, at which a name is not taken for that one's
  var MOST_LEADERS = 60, IN_A_CROWD = 20; // more, and lines to their names would be a thicket
  var PERMALINK = /^#([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)(?:\/([a-z]+-\d+))?$/;

  function draw(id) {
    var data = JSON.parse(document.getElementById("map-data").textContent);
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var legend = document.querySelector(".legend");
    // On a phone, and in a notebook's frame, the map needs the room.
    if (legend && window.matchMedia("(max-width: 860px), (max-height: 680px)").matches) legend.open = false;
    // Before the map takes its size.
    document.getElementById("overview").hidden = data.ground.length < 2;
    var map = L.map(id, {
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      minZoom: 1,
      maxZoom: 14,
      maxBounds: [[-85, -240], [85, 420]],
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still
    });
    map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
    map.attributionControl.addAttribution(data.credit);
    map.fitBounds(data.view, { animate: false });

    var groups = addPanes(map);
    if (data.tiles) {
      L.tileLayer(data.tiles, { maxZoom: 19 }).addTo(map);
    } else {
      data.ground.forEach(function (sheet, number) {
        drawGround(sheet, number ? SEA : SEA.concat(GROUND), groups.world);
        if (number) drawGround(sheet, GROUND, groups.ground);
      });
    }
    var byCard = drawShapes(data, groups);
    var names = drawNames(data.labels, groups.names);
    var page = linkPage(map, data, byCard, still);

    function settle() {
      arrangeNames(map, names, data.shapes);
      softenEdges(map, byCard);
      hideShortArrows(map, byCard);
    }
    map.on("zoomend moveend resize overlayadd", settle);
    addControls(map, data, groups); // no name lies under them
    settle();
    if (!document.getElementById("overview").hidden) addOverview(map, data.ground[0]);
    keepPermalink(map, page);
    preparePrint(map, data);
    openOutside();
    new ResizeObserver(function () { map.invalidateSize({ animate: false }); }).observe(map.getContainer());
    return map;
  }

  function addPanes(map) {
    var groups = {};
    PANES.forEach(function (pane) {
      map.createPane(pane[0]).style.zIndex = pane[1];
      groups[pane[0]] = L.layerGroup().addTo(map);
      groups[pane[0]].renderer = L.svg({ pane: pane[0], padding: 0.6 });
    });
    map.getPane("names").style.pointerEvents = "none";
    return groups;
  }

  /* [x0, y0, dx, dy, …] in units of 10^-digits degrees → [[lat, lon], …] */
  function decode(path, digits) {
    var unit = Math.pow(10, -digits), x = 0, y = 0, points = [];
    for (var i = 0; i < path.length; i += 2) {
      x += path[i];
      y += path[i + 1];
      points.push([y * unit, x * unit]);
    }
    return points;
  }

  function drawGround(sheet, kinds, group) {
    kinds.forEach(function (kind) {
      var paths = sheet[kind].map(function (path) { return decode(path, sheet.digits); });
      var make = kind === "sea" || kind === "land" || kind === "lakes" ? L.polygon : L.polyline;
      var style = { className: "ground " + kind, interactive: false, smoothFactor: 0.7 };
      style.renderer = group.renderer;
      if (paths.length) group.addLayer(make(paths, style));
    });
  }

  // --- Shapes ------------------------------------------------------------------------------------

  function drawShapes(data, groups) {
    var byCard = {};
    data.shapes.forEach(function (shape) {
      var group = groups[shape.layer];
      var layers = shapeLayers(shape, data.digits, group.renderer);
      layers.forEach(function (layer) {
        layer.on("add", function () {
          if (layer.getElement()) layer.getElement().setAttribute("data-card", shape.card);
        });
        (byCard[shape.card] = byCard[shape.card] || []).push(layer);
        group.addLayer(layer);
      });
    });
    return byCard;
  }

  function shapeLayers(shape, digits, renderer) {
    function style(name, interactive) {
      return { className: name, renderer: renderer, interactive: interactive, smoothFactor: 0.5 };
    }
    function dots(name, radius) {
      return (shape.dots || []).map(function (at) {
        return L.circleMarker(flip(at), L.extend(style(name, false), { radius: radius }));
      });
    }
    var classes = "shape " + shape["class"];
    if (shape.type === "circle") {
      return [described(L.circleMarker(flip(shape.at), L.extend(style(classes, true), { radius: 6 })), shape)];
    }
    if (shape.type === "disc") {
      return [described(L.circle(flip(shape.at), L.extend(style(classes, true), { radius: shape.km * 1000 })), shape)];
    }
    var paths = shape.paths.map(function (path) { return decode(path, digits); });
    if (shape.type === "line") {
      if (shape.tip) classes += " arrow";
      // A thin line is hard to hit: a wide invisible one lies over it.
      var line = L.polyline(paths, style(classes, false));
      line.isArrow = Boolean(shape.tip);
      return [line, described(L.polyline(paths, style("hit", true)), shape)]
        .concat(dots("shape route passed", 1.6));
    }
    var polygon = described(L.polygon(paths, style(classes, true)), shape);
    if (shape.blur === undefined) return [polygon];
    polygon.blur = shape.blur;
    return [polygon, L.polygon(paths, style("shape area-edge" + (/ (wide|quiet)$/.test(classes) ? " faint" : ""), false))].concat(dots("shape inside", 2.5));
  }

  function flip(at) { return [at[1], at[0]]; }

  /* Give a layer its tooltip, its name for screen readers and its place in the keyboard's order. */
  function described(layer, shape) {
    layer.bindTooltip(twoLines(shape.name, shape.note), { sticky: true, className: "tip", opacity: 1 });
    layer.on("add", function () {
      var element = layer.getElement();
      if (!element) return;
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", shape.name + ", " + shape.note);
    });
    return layer;
  }

  function twoLines(name, note) {
    var box = document.createElement("div");
    var first = box.appendChild(document.createElement("strong"));
    first.appendChild(document.createElement("bdi")).textContent = name;
    box.appendChild(document.createElement("span")).textContent = note;
    return box;
  }

  /* A vague area fades over its vagueness, as wide on the screen as it is on the ground. */
  function softenEdges(map, byCard) {
    var kmPerPixel = 40075.017 * Math.cos(map.getCenter().lat * Math.PI / 180) / (256 * Math.pow(2, map.getZoom()));
    Object.keys(byCard).forEach(function (card) {
      byCard[card].forEach(function (layer) {
        var element = layer.blur !== undefined && layer.getElement();
        if (element) element.style.filter = "blur(" + Math.min(14, layer.blur / kmPerPixel / 3).toFixed(1) + "px)";
      });
    });
  }

  /* Where a line is no longer than its arrow, as far out, a field of arrows would say nothing. */
  function hideShortArrows(map, byCard) {
    Object.keys(byCard).forEach(function (card) {
      byCard[card].forEach(function (layer) {
        var element = layer.isArrow && layer.getElement();
        if (!element) return;
        var bounds = layer.getBounds();
        var across = map.latLngToLayerPoint(bounds.getNorthEast()).distanceTo(map.latLngToLayerPoint(bounds.getSouthWest()));
        element.classList.toggle("arrow", across > SHORTEST_ARROW);
      });
    });
  }

  // --- Names -------------------------------------------------------------------------------------

  function drawNames(labels, group) {
    var names = labels
      .slice()
      .sort(function (a, b) { return a.rank - b.rank; })
      .map(function (label) {
        var box = document.createElement("div");
        var text = box.appendChild(document.createElement("bdi"));
        text.textContent = label.text;
        text.className = "name " + label.kind + (label.size === undefined ? "" : " size" + label.size);
        text.setAttribute("aria-hidden", "true");
        if (label.card) text.setAttribute("data-card", label.card);
        if (label.kind === "town") box.appendChild(document.createElement("i")).className = "dot";
        var leader = label.kind !== "town" && POINTS[label.kind] ? box.insertBefore(document.createElement("i"), text) : null;
        if (leader) leader.className = "leader";
        var icon = L.divIcon({ html: box, className: "name-icon", iconSize: [0, 0] });
        group.addLayer(L.marker(flip(label.at), { icon: icon, pane: "names", interactive: false, keyboard: false }));
        return { label: label, box: box, text: text, leader: leader, at: L.latLng(flip(label.at)) };
      });
    // All sizes are read at once, before anything moves: to read between writes is slow.
    names.forEach(function (name) {
      name.width = name.text.offsetWidth;
      name.height = name.text.offsetHeight;
    });
    return names;
  }

  /* What lies over the corners of the map, as boxes in its pixels. */
  function controlBoxes(map) {
    var origin = map.getContainer().getBoundingClientRect();
    return Array.prototype.map.call(map.getContainer().querySelectorAll(".leaflet-control"), function (control) {
      var box = control.getBoundingClientRect();
      return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
    });
  }

  /* Greedy, in order of rank: a name is shown at the first of its positions that is still free. */
  function arrangeNames(map, names, shapes) {
    var size = map.getSize(), zoom = map.getZoom(), taken = controlBoxes(map), dots = [];
    shapes.forEach(function (shape) {
      var at = shape.tip || shape.at;
      if (!at || shape.type === "disc") return;
      var p = map.latLngToContainerPoint(flip(at));
      if (p.x < 0 || p.y < 0 || p.x > size.x || p.y > size.y) return;
      taken.push([p.x - 6, p.y - 6, p.x + 6, p.y + 6]);
      if (shape.at) dots.push(p);
    });
    function distance(box, dot) {
      return Math.hypot(Math.max(box[0] - dot.x, 0, dot.x - box[2]), Math.max(box[1] - dot.y, 0, dot.y - box[3]));
    }
    /* Whether a name stands no nearer to another's point than to its own. */
    function told(box, own) {
      var reach = Math.min(APART, distance(box, own));
      return dots.every(function (dot) { return dot.distanceTo(own) < 1 || distance(box, dot) >= reach; });
    }
    function free(box) {
      return taken.every(function (other) {
        return box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3];
      });
    }
    var pointed = names.filter(function (name) { return name.leader; }).length;
    var far = pointed <= MOST_LEADERS ? MOST_LEADERS : IN_A_CROWD; // so many names may stand off
    names.forEach(function (name) {
      var label = name.label, p = map.latLngToContainerPoint(name.at), shown = false;
      var inView = p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y;
      if (inView && (label.zoom === undefined || zoom >= label.zoom)) {
        var width = name.width, height = name.height;
        shown = positions(label, width, height, far > 0).some(function (offset) {
          var x = p.x + offset[0], y = p.y + offset[1];
          // A slanted name takes about as much room as the box around it.
          var tilt = Math.abs(Math.sin((label.angle || 0) * Math.PI / 180)) * width / 2;
          var box = [x - 2, y - tilt, x + width + 2, y + height + tilt];
          if (box[0] < 0 || box[2] > size.x || !free(box) || (name.leader && !told(box, p))) return false;
          taken.push(box);
          name.text.style.transform = "translate(" + offset[0] + "px," + offset[1] + "px) rotate(" + (label.angle || 0) + "deg)";
          if (name.leader) lead(name.leader, offset, width, height);
          return true;
        });
        if (name.leader) far -= 1;
      }
      name.box.style.visibility = shown ? "visible" : "hidden";
      // Every icon is a layer of its own to the browser, which is slow to move when there are many.
      name.box.parentNode.style.display = shown ? "" : "none";
    });
  }

  function positions(label, width, height, far) {
    var up = -height / 2, gap = label.kind === "town" ? 5 : 9;
    if (POINTS[label.kind]) {
      var near = [
        [gap, up], [-width - gap, up], [-width / 2, -height - gap + 2], [-width / 2, gap - 2],
        [gap - 2, -height - 3], [gap - 2, 3], [-width - gap + 2, -height - 3], [-width - gap + 2, 3]
      ];
      // Where a town is one of a crowd, its name stands off and a thin line leads to it.
      if (label.kind === "town") return near.slice(0, 4);
      return far ? near.concat(farPositions(width, height)) : near;
    }
    if (label.angle !== undefined) return [[-width / 2, up - 8], [-width / 2, up + 9]];
    return [[-width / 2, up], [-width / 2, up - height], [-width / 2, up + height]];
  }

  function farPositions(width, height) {
    return [26, 44, 64].reduce(function (all, reach) {
      return all.concat([
        [reach, -reach / 2 - height], [reach, reach / 2], [-width - reach, -reach / 2 - height],
        [-width - reach, reach / 2], [-width / 2, -height - reach], [-width / 2, reach]
      ]);
    }, []);
  }

  /* A line from the point to the nearest point of its name's box, if that is some way off. */
  function lead(line, offset, width, height) {
    var x = Math.max(offset[0], Math.min(0, offset[0] + width));
    var y = Math.max(offset[1], Math.min(0, offset[1] + height));
    var length = Math.hypot(x, y);
    line.style.display = length > 14 ? "block" : "none";
    line.style.width = length + "px";
    line.style.transform = "rotate(" + Math.atan2(y, x) + "rad)";
  }

  // --- Text, lists and map together --------------------------------------------------------------

  function linkPage(map, data, byCard, still) {
    var panel = document.getElementById("panel");
    var selected = null;

    /* The shapes of a card, and of the cards it relates: a movement's ends light up with it. */
    function layersOf(card) {
      var entry = document.getElementById(card);
      var related = entry && entry.dataset.related ? entry.dataset.related.split(" ") : [];
      return related.reduce(function (all, other) {
        return all.concat(byCard[other] || []);
      }, byCard[card] || []);
    }

    function each(list, what) { Array.prototype.forEach.call(list, what); }

    // The words, links and names of each card, found once: a large page takes long to search.
    var wordsOf = {};
    each(document.querySelectorAll("[data-card]"), function (element) {
      if (element instanceof SVGElement) return; // shapes come and go with their layers
      element.getAttribute("data-card").split(" ").forEach(function (card) {
        (wordsOf[card] = wordsOf[card] || []).push(element);
      });
    });

    function mark(card, name, on) {
      function toggle(element) { element.classList.toggle(name, on); }
      (wordsOf[card] || []).forEach(toggle);
      each(panel.querySelectorAll('[data-card~="' + card + '"]'), toggle);
      layersOf(card).forEach(function (layer) {
        if (layer.getElement && layer.getElement()) toggle(layer.getElement());
      });
    }

    function select(card, source) {
      if (selected) mark(selected, "selected", false);
      selected = card;
      if (!card) {
        panel.hidden = true;
        return;
      }
      mark(card, "selected", true);
      showCard(card);
      placePanel(boundsOf(card));
      if (source === "map") showText(card);
      else showShape(card);
      page.changed();
    }

    function showCard(card) {
      var entry = document.getElementById(card);
      panel.textContent = "";
      if (!entry) return;
      var body = entry.tagName === "TR" ? cardOfRow(entry) : copyOf(entry, "div");
      body.classList.add("card");
      var close = document.createElement("button");
      close.type = "button";
      close.className = "close";
      close.setAttribute("aria-label", "Close");
      close.textContent = "×";
      close.addEventListener("click", function () { select(null); });
      panel.appendChild(close);
      panel.appendChild(body);
      panel.hidden = false;
      panel.scrollTop = 0;
    }

    /* The same content in another element, without what must be there only once. */
    function copyOf(entry, tag) {
      var copy = entry.cloneNode(true), body = document.createElement(tag);
      while (copy.firstChild) body.appendChild(copy.firstChild);
      body.className = entry.className;
      return body;
    }

    /* A row of a table as a card: its first cell above, the others below under their columns' heads. */
    function cardOfRow(row) {
      var body = document.createElement("div"), list = document.createElement("dl");
      var heads = row.closest("table").tHead.rows[0].cells;
      body.appendChild(copyOf(row.cells[0], "h3"));
      body.appendChild(list);
      Array.prototype.slice.call(row.cells, 1).forEach(function (cell, number) {
        if (!cell.textContent) return;
        var pair = list.appendChild(document.createElement("div"));
        pair.appendChild(document.createElement("dt")).textContent = heads[number + 1].textContent;
        pair.appendChild(copyOf(cell, "dd"));
      });
      // In the table an article is a number; here is room for its title.
      each(list.querySelectorAll("a"), function (link) {
        var article = document.getElementById("article-" + link.textContent);
        if (!article) return;
        link.textContent = article.cells[0].textContent;
        link.className = "titled";
      });
      return body;
    }

    function showText(card) {
      var words = document.querySelector('article [data-card~="' + card + '"]') || document.getElementById(card);
      if (!words) return;
      var at = words.getBoundingClientRect();
      if (at.top < 0 || at.bottom > window.innerHeight) {
        words.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
      }
    }

    function boundsOf(card) {
      var bounds = L.latLngBounds([]);
      (byCard[card] || layersOf(card)).forEach(function (layer) {
        bounds.extend(layer.getBounds ? layer.getBounds() : layer.getLatLng());
      });
      return bounds;
    }

    /* Open the panel on the side away from the shape. */
    function placePanel(bounds) {
      var right = bounds.isValid() && map.latLngToContainerPoint(bounds.getCenter()).x < map.getSize().x / 2;
      panel.classList.toggle("right", right);
    }

    /* Move the map only if the shape is out of sight or under the panel. */
    function showShape(card) {
      var bounds = boundsOf(card);
      if (!bounds.isValid()) return;
      var size = map.getSize();
      // On small screens the panel lies over the text, not over the map.
      var beside = getComputedStyle(panel).position === "fixed" ? 0 : panel.offsetWidth + 10;
      var onRight = panel.classList.contains("right");
      var low = [onRight ? 0 : beside, 0], high = [onRight ? beside : 0, 0];
      var free = L.latLngBounds(
        map.containerPointToLatLng([low[0], size.y]),
        map.containerPointToLatLng([size.x - high[0], 0])
      );
      var large = bounds.getEast() - bounds.getWest() > free.getEast() - free.getWest();
      // Of what is larger than the view, the part in it is enough: all of it would be too far out.
      if (free.contains(bounds) || (large && free.intersects(bounds))) return;
      map[still ? "fitBounds" : "flyToBounds"](bounds, {
        paddingTopLeft: [low[0] + 24, 24],
        paddingBottomRight: [high[0] + 24, 24],
        maxZoom: Math.max(map.getZoom(), 4),
        duration: 0.8
      });
    }

    function cardOf(target) {
      var holder = target.closest && target.closest("[data-card]");
      return holder ? holder.getAttribute("data-card").split(" ")[0] : null;
    }

    [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]].forEach(function (pair) {
      document.addEventListener(pair[0], function (event) {
        var card = cardOf(event.target);
        if (card) mark(card, "lit", pair[1]);
      });
    });

    Object.keys(byCard).forEach(function (card) {
      byCard[card].forEach(function (layer) {
        layer.on("mouseover", function () { mark(card, "lit", true); });
        layer.on("mouseout", function () { mark(card, "lit", false); });
        layer.on("click", function (event) {
          L.DomEvent.stopPropagation(event);
          select(card, "map");
        });
      });
    });

    map.getContainer().addEventListener("keydown", function (event) {
      var card = cardOf(event.target);
      if (card && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        event.stopPropagation();
        select(card, "map");
      }
    }, true);
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && selected) select(null);
    });

    // Links inside the page are followed here, since in a notebook's frame they would lead out.
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest('a[href^="#"]');
      if (!link) return;
      event.preventDefault();
      var card = link.getAttribute("data-card");
      if (card) {
        select(card, "text");
        return;
      }
      var target = document.getElementById(link.getAttribute("href").slice(1));
      if (target) {
        target.scrollIntoView({ behavior: still ? "auto" : "smooth" });
        target.focus({ preventScroll: true });
      }
    });

    var page = { select: select, selected: function () { return selected; }, changed: function () {} };
    return page;
  }

  // --- Controls, permalink, print ----------------------------------------------------------------

  function addControls(map, data, groups) {
    var overlays = {};
    PANES.forEach(function (pane) {
      if (pane[2] && groups[pane[0]].getLayers().length) overlays[pane[2]] = groups[pane[0]];
    });
    L.control.layers(null, overlays, { collapsed: true }).addTo(map);
    L.control.scale({ maxWidth: 140 }).addTo(map);
    var home = L.control({ position: "topleft" });
    home.onAdd = function () {
      var bar = L.DomUtil.create("div", "leaflet-bar");
      var button = L.DomUtil.create("button", "home", bar);
      button.type = "button";
      button.title = "Back to the story";
      button.setAttribute("aria-label", "Back to the story");
      button.textContent = "⌂";
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", function () { map.fitBounds(data.view); });
      return bar;
    };
    home.addTo(map);
  }

  /* A small map of the wider region, drawn from the coarse world that the page holds anyway. */
  function addOverview(map, world) {
    var box = document.getElementById("overview");
    var small = L.map(box, {
      zoomControl: false, attributionControl: false, dragging: false, keyboard: false, zoomSnap: 0,
      scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, touchZoom: false,
      zoomAnimation: false, fadeAnimation: false, inertia: false
    });
    small.setView(map.getCenter(), 0, { animate: false });
    var group = L.layerGroup().addTo(small);
    group.renderer = L.svg({ padding: 0.1 });
    drawGround(world, SEA.concat(GROUND), group);
    var seen = L.rectangle(map.getBounds(), { className: "overview-box", renderer: group.renderer, interactive: false });
    group.addLayer(seen);
    function follow() {
      seen.setBounds(map.getBounds());
      small.setView(map.getCenter(), Math.max(0, Math.min(map.getZoom() - 5, 2)), { animate: false });
    }
    map.on("moveend resize", follow);
    follow();
  }

  /* #zoom/lat/lon/card in the address, so that a view can be sent to somebody. */
  function keepPermalink(map, page) {
    var wanted = PERMALINK.exec(window.location.hash);
    var card = /^#([a-z]+-\d+)$/.exec(window.location.hash);
    if (wanted) map.setView([+wanted[2], +wanted[3]], +wanted[1], { animate: false });
    if (wanted && wanted[4]) page.select(wanted[4], "map");
    if (card) page.select(card[1], "text");
    page.changed = function () {
      var centre = map.getCenter();
      var parts = [map.getZoom().toFixed(2), centre.lat.toFixed(4), centre.lng.toFixed(4)];
      if (page.selected()) parts.push(page.selected());
      try {
        window.history.replaceState(null, "", "#" + parts.join("/"));
      } catch (refused) {
        // A notebook's frame has no address of its own.
        page.changed = function () {};
      }
    };
    map.on("moveend", function () { page.changed(); });
  }

  /* In a frame, as in a notebook, other sites' pages would be refused: they get a window. */
  function openOutside() {
    if (window.self === window.top) return;
    Array.prototype.forEach.call(document.querySelectorAll('a[href^="http"]'), function (link) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
  }

  function preparePrint(map, data) {
    var legend = document.querySelector(".legend"), open = legend && legend.open;
    window.addEventListener("beforeprint", function () {
      open = legend && legend.open;
      if (legend) legend.open = true;
      document.body.classList.add("printing");
      map.invalidateSize({ animate: false });
      map.fitBounds(data.view, { animate: false });
    });
    window.addEventListener("afterprint", function () {
      if (legend) legend.open = open;
      document.body.classList.remove("printing");
      map.invalidateSize({ animate: false });
      map.fitBounds(data.view, { animate: false });
    });
  }

  return { draw: draw };
})();
