(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("rulec-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) { /* A browser may keep nothing for a file. */ }
  var place = location.hash.slice(1).split("?")[0];
  root.dataset.view = /^(rules|findings|sizes|tests)$/.test(place) ? place
    : /^(rule|default)\//.test(place) ? "page"
    : place === "all" ? "all" : "overview";
})();
