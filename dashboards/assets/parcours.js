/* The page of care pathways: enlarges and moves a picture. */
(function () {
  function enlarge(frame, factor) {
    var image = frame.querySelector("img");
    var before = image.getBoundingClientRect().width;
    var natural = parseFloat(image.getAttribute("width"));
    var after = Math.min(Math.max(before * factor, 160), natural * 4);
    var across = (frame.scrollLeft + frame.clientWidth / 2) / before;
    var down = (frame.scrollTop + frame.clientHeight / 2) / before;
    image.style.width = after + "px";
    image.style.minWidth = "0";
    image.style.maxWidth = "none";
    frame.scrollLeft = across * after - frame.clientWidth / 2;
    frame.scrollTop = down * after - frame.clientHeight / 2;
  }

  function fit(frame) {
    var image = frame.querySelector("img");
    var ratio = image.getAttribute("width") / image.getAttribute("height");
    image.style.width = Math.min(frame.clientWidth, frame.clientHeight * ratio) + "px";
    image.style.minWidth = "0";
    image.style.maxWidth = "none";
    frame.scrollLeft = 0;
    frame.scrollTop = 0;
  }

  /* A map wider than its frame shows its middle first: that is where it begins. */
  document.addEventListener("load", function (event) {
    var frame = event.target.closest && event.target.closest(".zoom-frame.is-map");
    if (frame) { frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2; }
  }, true);

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-zoom]");
    if (!button) { return; }
    var frame = button.closest(".zoomed").querySelector(".zoom-frame");
    var way = button.getAttribute("data-zoom");
    if (way === "fit") { fit(frame); } else { enlarge(frame, way === "in" ? 1.25 : 0.8); }
  });

  document.addEventListener("keydown", function (event) {
    var frame = event.target.closest && event.target.closest(".zoom-frame");
    if (frame && (event.key === "+" || event.key === "-")) {
      enlarge(frame, event.key === "+" ? 1.25 : 0.8);
      event.preventDefault();
    }
  });

  document.addEventListener("wheel", function (event) {
    var frame = event.target.closest && event.target.closest(".zoom-frame");
    if (frame && event.ctrlKey) {
      enlarge(frame, event.deltaY < 0 ? 1.15 : 0.87);
      event.preventDefault();
    }
  }, { passive: false });

  var held = null;
  document.addEventListener("pointerdown", function (event) {
    var frame = event.target.closest && event.target.closest(".zoom-frame");
    if (frame && event.pointerType === "mouse" && event.button === 0) {
      held = { frame: frame, x: event.clientX + frame.scrollLeft,
        y: event.clientY + frame.scrollTop };
      frame.classList.add("is-held");
    }
  });
  document.addEventListener("pointermove", function (event) {
    if (held) {
      held.frame.scrollLeft = held.x - event.clientX;
      held.frame.scrollTop = held.y - event.clientY;
    }
  });
  document.addEventListener("pointerup", function () {
    if (held) { held.frame.classList.remove("is-held"); held = null; }
  });
})();
