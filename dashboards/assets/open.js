/* Opens an address that the server gave (another territory): a plain visit, so that Back works. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.jumeau = {
  open: function (address) {
    if (address && address.charAt(0) === "/" && address.charAt(1) !== "/") {
      window.location.assign(address);
    }
    return window.dash_clientside.no_update;
  },
};

/* Back and Forward: the page is asked for again, even where the address first opened is the one
   that comes back (what a choice wrote in the address is not known to the page's own reader). */
window.addEventListener("popstate", function () {
  if (window.location.hash) {
    return;
  }
  window.setTimeout(function () {
    window.dash_clientside.set_props("back", { data: Date.now() });
  }, 0);
});
