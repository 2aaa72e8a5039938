(function () {
  "use strict";
  var root = document.documentElement;
  var views = { overview: 1, rules: 1, findings: 1, sizes: 1, tests: 1, all: 1 };
  var title = document.title;
  var search = document.getElementById("search");
  var filters = document.getElementById("filters");
  var kinds = document.getElementById("kinds");
  var rows = Array.prototype.slice.call(document.querySelectorAll(".rules tbody tr"));
  /** Where each view was left, and the link that was followed out of it. */
  var left = {};
  var followed = null;
  var shown = "";

  function all(selector, below) {
    return Array.prototype.slice.call((below || document).querySelectorAll(selector));
  }

  /* ---- Views ---- */

  function parsed() {
    var hash = location.hash.slice(1);
    var cut = hash.indexOf("?");
    var place = cut < 0 ? hash : hash.slice(0, cut);
    try { place = decodeURIComponent(place); } catch (error) { /* It stays as it is. */ }
    return { place: place || "overview", query: new URLSearchParams(cut < 0 ? "" : hash.slice(cut)) };
  }

  function viewOf(place) {
    if (views.hasOwnProperty(place)) return place;
    var target = document.getElementById(place);
    var holder = target && target.closest(".view, #pages article");
    if (!holder) return "overview";
    return holder.classList.contains("view") ? holder.id : "page";
  }

  function show(moves) {
    var wanted = parsed();
    var view = viewOf(wanted.place);
    var target = document.getElementById(wanted.place);
    if (moves) left[shown] = { top: window.scrollY, by: followed };
    followed = null;
    all("#pages article.current").forEach(function (one) { one.classList.remove("current"); });
    root.dataset.view = view;
    if (view === "page") {
      var page = target.closest("article");
      page.classList.add("current");
      document.title = page.querySelector("h2").textContent + " - " + title;
      beside(page);
    } else {
      document.title = title;
    }
    all("nav a").forEach(function (link) {
      var here = link.dataset.view === (view === "page" ? "rules" : view);
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    });
    if (view === "rules" && wanted.place === "rules") read(filters, wanted.query);
    if (view === "findings" && wanted.place === "findings" && kinds) read(kinds, wanted.query);
    var looked = wanted.query.get("q") || (view === "page" ? search.value : "");
    if (search.value !== looked) search.value = looked;
    narrow();
    wide();
    var inner = target && wanted.place !== view && view !== "page";
    if (inner) bring(target);
    if (moves) {
      var before = inner ? null : left[location.hash];
      if (!inner) window.scrollTo({ top: before ? before.top : 0, behavior: "instant" });
      var heading = view === "page" ? page.querySelector("h2")
        : inner ? target : document.querySelector("#" + (view === "all" ? "overview" : view) + " h2");
      var known = before && before.by;
      if (!known) heading.setAttribute("tabindex", "-1");
      (known || heading).focus({ preventScroll: true });
    }
    shown = location.hash;
  }

  /** Lets the keyboard scroll what is wider than the window. */
  function wide() {
    all(".wide").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth;
      var names = { tabindex: "0", role: "region", "aria-label": (box.querySelector("caption") || box).textContent };
      Object.keys(names).forEach(function (key) {
        if (scrolls) box.setAttribute(key, names[key]); else box.removeAttribute(key);
      });
    });
  }

  /** Scrolls to a place, again when what is above it has got its real size. */
  function bring(target) {
    var times = 0;
    (function once() {
      target.scrollIntoView({ block: "start", behavior: "instant" });
      if (times++ < 4) requestAnimationFrame(once);
    })();
  }

  /** Leads to the rules before and after the one that is shown. */
  function beside(page) {
    var steps = document.getElementById("steps");
    if (!steps) {
      steps = document.createElement("p");
      steps.id = "steps";
    }
    steps.textContent = "";
    [["Before: ", page.previousElementSibling], ["After: ", page.nextElementSibling]].forEach(function (one) {
      if (!one[1] || one[1].localName !== "article") return;
      var link = document.createElement("a");
      link.href = "#" + one[1].id;
      link.textContent = one[0] + one[1].querySelector("h2").textContent;
      steps.appendChild(link);
    });
    page.appendChild(steps);
  }

  /* ---- Search and filters ---- */

  function read(form, query) {
    all("select, input", form).forEach(function (one) {
      if (one.type === "checkbox") one.checked = query.get(one.name) === "1";
      else one.value = query.get(one.name) || "";
      if (one.type !== "checkbox" && one.selectedIndex < 0) one.value = "";
    });
  }

  function wishes(form) {
    var found = new URLSearchParams();
    if (search.value.trim()) found.set("q", search.value.trim());
    all("select, input", form).forEach(function (one) {
      var value = one.type === "checkbox" ? (one.checked ? "1" : "") : one.value;
      if (value) found.set(one.name, value);
    });
    return found;
  }

  /** The words to look for: those between quotes stay together. */
  function words() {
    var found = search.value.toLowerCase().match(/"[^"]+"|\S+/g) || [];
    return found.map(function (word) { return word.replace(/^"|"$/g, ""); });
  }

  function textOf(node) {
    if (node.searched === undefined) {
      var link = node.closest(".rules") && node.querySelector("th a");
      var page = link && document.getElementById(link.hash.slice(1));
      node.searched = (node.textContent + " " + (page ? page.textContent : "")).toLowerCase();
    }
    return node.searched;
  }

  function says(node, wanted) {
    return wanted.every(function (word) { return textOf(node).indexOf(word) >= 0; });
  }

  function told(count, all, noun) {
    var every = all.toLocaleString("en");
    return (count === all ? every : count.toLocaleString("en") + " of " + every) + " " + noun;
  }

  function narrow() {
    var view = root.dataset.view;
    if (view === "rules") narrowRules();
    else if (view === "findings") narrowFindings();
    else if (view === "tests") {
      var wanted = words();
      all("#tests tr[id], #tests .finding, #tests .untried > li").forEach(function (one) {
        one.hidden = !says(one, wanted);
      });
    }
  }

  function narrowRules() {
    var wished = wishes(filters), wanted = words(), count = 0;
    var profile = wished.get("profile"), owner = wished.get("owner"), policy = wished.get("policy");
    var field = filters.elements.field, number = field ? String(field.selectedIndex - 1) : "";
    var byField = field && field.value !== "";
    rows.forEach(function (row) {
      var data = row.dataset;
      var order = " " + row.closest(".set").dataset.order;
      var there = (!profile || (order.indexOf(" " + profile + ":") >= 0
        && (" " + data.lacking + " ").indexOf(" " + profile + " ") < 0))
        && (!owner || data.owner === owner)
        && (!policy || row.closest(".policy").dataset.policy === policy)
        && (!byField || (" " + data.fields + " ").indexOf(" " + number + " ") >= 0)
        && (!wished.get("findings") || row.lastElementChild.textContent)
        && (!wished.get("untested") || row.querySelector(".badge.untested"))
        && says(row, wanted);
      row.hidden = !there;
      if (there) count += 1;
    });
    all(".set").forEach(function (set) {
      set.hidden = !set.querySelector("tbody tr:not([hidden])");
    });
    all(".policy").forEach(function (one) {
      var sets = all(".set", one);
      one.hidden = sets.every(function (set) { return set.hidden; });
      order(one, sets, profile);
    });
    document.getElementById("nothing").hidden = count > 0;
    document.getElementById("shown").textContent = told(count, rows.length, "rules");
  }

  /** The rule sets of a profile in its order; without one as they were. */
  function order(policy, sets, profile) {
    function placeOf(set) {
      var own = (" " + set.dataset.order).split(" " + profile + ":")[1];
      return own === undefined ? 1e9 : parseInt(own, 10);
    }
    sets.forEach(function (set, number) {
      if (set.dataset.first === undefined) set.dataset.first = String(number);
    });
    var sorted = sets.slice().sort(function (one, two) {
      var first = one.dataset.first - two.dataset.first;
      return profile ? placeOf(one) - placeOf(two) || first : first;
    });
    if (sorted.some(function (set, number) { return set !== sets[number]; })) {
      sorted.forEach(function (set) { policy.appendChild(set); });
    }
  }

  function narrowFindings() {
    var kind = kinds ? kinds.elements.kind.value : "", wanted = words(), count = 0;
    var found = all("#findings .finding");
    found.forEach(function (one) {
      one.hidden = !((!kind || one.dataset.kind === kind) && says(one, wanted));
      if (!one.hidden) count += 1;
    });
    if (kinds) kinds.querySelector("output").textContent = told(count, found.length, "findings");
  }

  /** Writes what is asked for into the address, so that it can be kept and sent. */
  function remember() {
    var view = root.dataset.view;
    if (!views[view]) return;
    var form = view === "rules" ? filters : view === "findings" ? kinds : null;
    var query = (form ? wishes(form) : new URLSearchParams(search.value ? { q: search.value } : {})).toString();
    history.replaceState(null, "", "#" + view + (query ? "?" + query : ""));
    shown = location.hash;
  }

  search.addEventListener("input", function () {
    if (!/^(rules|findings|tests)$/.test(root.dataset.view)) {
      history.pushState(null, "", "#rules?" + new URLSearchParams({ q: search.value }));
      show(false);
      return;
    }
    narrow();
    remember();
  });

  [filters, kinds].forEach(function (form) {
    if (!form) return;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function () { narrow(); remember(); });
    form.addEventListener("reset", function () {
      search.value = "";
      setTimeout(function () { narrow(); remember(); }, 0);
    });
  });

  all("a[data-filter]").forEach(function (link) { link.hash += "?" + link.dataset.filter; });

  document.addEventListener("click", function (event) {
    followed = event.target.closest("main a");
  });

  /* ---- Keys, theme, the whole of it ---- */

  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      narrow();
      remember();
    } else if (event.key === "Enter" && event.target === search) {
      var first = rows.filter(function (row) { return !row.hidden; })[0];
      if (root.dataset.view === "rules" && first) first.querySelector("th a").focus();
    }
  });

  var theme = document.getElementById("theme");
  var themes = { "": "system", light: "light", dark: "dark" };
  function name() {
    theme.textContent = "Theme: " + themes[root.dataset.theme || ""];
  }
  theme.addEventListener("click", function () {
    var next = { "": "light", light: "dark", dark: "" }[root.dataset.theme || ""];
    if (next) root.dataset.theme = next; else delete root.dataset.theme;
    try {
      if (next) localStorage.setItem("rulec-theme", next);
      else localStorage.removeItem("rulec-theme");
    } catch (error) { /* A browser may keep nothing for a file. */ }
    name();
  });
  name();

  document.getElementById("whole").addEventListener("click", function () { location.hash = "#all"; });
  window.addEventListener("hashchange", function () { show(true); });
  window.addEventListener("resize", wide);
  show(false);
})();
