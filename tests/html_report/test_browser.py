"""The report in Chromium: opened from a file, searched, used by keyboard alone, printed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from html_report.browser import Opened
from html_report.pages import Page, text_of, written
from html_report.test_hostile_report import ODD, hostile

VIEWS = ("overview", "rules", "findings", "sizes", "tests", "rule/rooms/ward-rooms")
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(24, 30, 38)"


def ground(opened: Opened) -> str:
    """The colour behind the head of the page."""
    return str(
        opened.page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")
    )


# --- Views ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_a_link_into_the_report_shows_one_view(opened, view):
    opened.go(f"#{view}")
    assert opened.shows(view)


def test_it_opens_with_the_overview(opened):
    assert opened.shows("overview")
    assert opened.visible(".verdict")[0].startswith("In order")


@pytest.mark.parametrize("place", ["rule/never/there", "constructor", "%"])
def test_a_link_to_nowhere_shows_the_overview(opened, place):
    opened.go(f"#{place}")
    assert opened.shows("overview")


def test_links_lead_from_view_to_view_and_back(opened):
    page = opened.page
    page.click("nav >> text=Rules")
    assert opened.shows("rules")
    page.click("text=moved-reception")
    assert opened.shows("rule/rooms/moved-reception")
    assert page.title().startswith("moved-reception")
    page.click("text=Before: lectures-in-rooms")
    assert opened.shows("rule/rooms/lectures-in-rooms")
    page.go_back()
    page.go_back()
    assert opened.shows("rules")


def test_a_link_to_a_rule_set_scrolls_to_it(opened):
    opened.go("#set/edge")
    opened.page.wait_for_timeout(300)
    top = opened.page.evaluate("document.getElementById('set/edge').getBoundingClientRect().top")
    assert 0 <= top < 250


def test_everything_on_one_page(opened):
    opened.page.click("#whole")
    assert len(opened.visible(".view, #pages article")) == 5 + 20


# --- Search and filters --------------------------------------------------------------------------


def expected(example: Page, *words: str) -> list[str]:
    """The rules whose row or page has all the words, by the file itself."""
    found = []
    for row in (row for table in example.tree.iter("table") if table.get("class") == "rules"
                for row in table.find("tbody").iter("tr")):  # fmt: skip
        link = next(row.iter("a"))
        text = "".join(row.itertext()) + " "
        text += "".join(example.by_id[link.get("href")[1:]].itertext())
        if all(word.lower() in text.lower() for word in words):
            found.append(text_of(link))
    return found


def shown_rules(opened: Opened) -> list[str]:
    return opened.visible(".rules tbody th a")


@pytest.mark.parametrize(
    "words", [("example.org",), ("lecture",), ("sip", "alias"), ("security-team",), ("ADDRESS",)]
)
def test_the_search_finds_what_has_all_words(opened, example, words):
    opened.go("#rules")
    opened.page.fill("#search", " ".join(words))
    found = shown_rules(opened)
    assert found == expected(example, *words)
    assert 0 < len(found) < 20
    assert opened.page.inner_text("#shown") == f"{len(found)} of 20 rules"


def test_words_between_quotes_stay_together(opened):
    opened.go("#rules")
    opened.page.fill("#search", '"bear with it"')
    assert shown_rules(opened) == ["slow-links"]


def test_a_search_that_finds_nothing_says_so(opened):
    opened.go("#rules")
    opened.page.fill("#search", "zebra")
    assert shown_rules(opened) == []
    assert opened.visible("#nothing") == ["No rule is like that."]


def test_a_search_from_another_view_shows_the_rules(opened):
    opened.press("/")
    opened.page.keyboard.type("wards")
    assert opened.shows("rules")
    assert shown_rules(opened) == ["ward-rooms"]
    assert opened.page.url.endswith("#rules?q=wards")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("owner=board-office", ["locked-when-tagged"]),
        ("policy=participant&q=0000", ["hide-phone-numbers"]),
        ("field=vendor", ["scanners"]),
        ("field=idp_attributes.status", ["suspended"]),
        ("profile=edge&owner=security-team&policy=service&q=lecture", ["encrypted-from-outside"]),
        ("profile=internal&policy=media_location", ["sites", "streams-leave-at-the-edge"]),
        ("q=hospital&owner=network-team", []),
        ("untested=1", []),
        ("findings=1", []),
    ],
)  # fmt: skip
def test_an_address_may_have_filters(opened, query, found):
    opened.go(f"#rules?{query}")
    assert shown_rules(opened) == found


def test_filters_and_the_address_follow_each_other(opened):
    opened.go("#rules")
    opened.page.select_option("#filters [name=owner]", "network-team")
    assert len(shown_rules(opened)) == 3
    assert opened.page.url.endswith("#rules?owner=network-team")
    opened.page.click("#filters button")
    opened.until("!location.hash.includes('owner')")
    assert len(shown_rules(opened)) == 20


def test_a_profile_has_its_rule_sets_in_its_order(opened):
    opened.go("#rules?profile=edge&policy=service")
    assert opened.visible(".set h4") == ["protection", "edge", "meetings"]
    opened.go("#rules?profile=internal&policy=service")
    assert opened.visible(".set h4") == ["protection", "meetings", "rooms"]
    opened.go("#rules")
    assert opened.visible(".set h4")[:4] == ["protection", "meetings", "rooms", "edge"]


def test_an_owner_on_the_overview_leads_to_their_rules(opened):
    opened.page.click("text=data-protection")
    assert shown_rules(opened) == ["hide-phone-numbers"]


def test_tests_are_searched_where_they_stand(opened):
    opened.go("#tests")
    opened.page.fill("#search", "midnight")
    assert len(opened.visible("#tests .tests tbody tr")) == 1


# --- By keyboard alone ---------------------------------------------------------------------------


def test_a_rule_is_found_and_read_by_keyboard_alone(opened):
    opened.press("/")
    assert opened.focuses("search")
    opened.page.keyboard.type("interpreters are heard")
    opened.press("Enter")
    assert opened.focuses("interpreters")
    opened.press("Enter")
    assert opened.shows("rule/roles/interpreters")
    assert opened.focuses("interpreters")
    assert opened.page.evaluate("document.activeElement.localName") == "h2"
    # The keys for it are the browser's own, and differ.
    opened.page.go_back()
    opened.until("document.documentElement.dataset.view === 'rules'")
    assert opened.shows("rules")
    assert opened.page.evaluate("document.activeElement.localName") == "a"
    assert shown_rules(opened) == ["interpreters"]


def test_escape_empties_the_search(opened):
    opened.go("#rules")
    opened.press("/")
    opened.page.keyboard.type("wards")
    assert len(shown_rules(opened)) == 1
    opened.press("Escape")
    assert len(shown_rules(opened)) == 20


def test_a_slash_is_text_where_one_writes(opened):
    opened.press("/")
    opened.page.keyboard.type("10.47.0.0/16")
    assert opened.page.input_value("#search") == "10.47.0.0/16"
    assert shown_rules(opened) == ["sites"]


def test_the_tab_key_comes_to_everything_in_order(opened):
    opened.press("Tab")
    assert opened.focuses("Skip to the content")
    seen = []
    for _ in range(8):
        opened.press("Tab")
        seen.append(opened.focused)
        outline = opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert seen[:5] == ["Overview", "Rules", "Findings", "Script sizes", "Tests"]
    assert seen[5:] == ["search", "Theme: system", "All on one page"]


# --- Looks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_it_follows_the_theme_of_the_system(chrome, file, scheme, colour):
    opened = Opened(chrome, file, color_scheme=scheme)
    assert ground(opened) == colour
    opened.context.close()


def test_the_theme_can_be_switched_and_is_kept(opened):
    assert ground(opened) == LIGHT
    opened.page.click("#theme")
    opened.page.click("#theme")
    assert opened.page.inner_text("#theme") == "Theme: dark"
    assert ground(opened) == DARK
    opened.page.reload()
    assert ground(opened) == DARK


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(chrome, file, view, scheme):
    opened = Opened(chrome, file, f"#{view}", color_scheme=scheme)
    found = Axe().run(opened.page)
    assert found.response["passes"]
    told = [
        (one["id"], node["target"], node.get("failureSummary", "")[:200])
        for one in found.response["violations"]
        for node in one["nodes"][:3]
    ]
    assert told == []
    opened.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_window_needs_no_scrolling_to_the_side(chrome, file, view):
    opened = Opened(chrome, file, f"#{view}", viewport={"width": 360, "height": 740})
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert [one["id"] for one in Axe().run(opened.page).response["violations"]] == []
    opened.context.close()


@pytest.mark.parametrize(("wish", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_wishes_so(chrome, file, wish, behaviour):
    opened = Opened(chrome, file, reduced_motion=wish)
    style = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened.page.evaluate(style) == behaviour
    opened.context.close()


# --- Without scripts, on paper, with odd texts ---------------------------------------------------


def test_all_of_it_can_be_read_without_scripts(chrome, file):
    opened = Opened(chrome, file, java_script_enabled=False)
    page = opened.page
    assert page.locator("article").count() == 20
    assert all(one.is_visible() for one in page.locator("article h2").all())
    assert not page.locator("#search").is_visible()
    page.click("text=moved-reception")
    assert page.url.endswith("#rule/rooms/moved-reception")
    opened.context.close()


@pytest.mark.parametrize("place", ["", "#rules", "#rule/rooms/ward-rooms", "#all"])
def test_it_prints(opened, place):
    opened.go(place)
    paper = opened.page.pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    pages = paper.count(b"/Type /Page\n")
    assert pages >= (10 if place == "#all" else 1)


def test_paper_is_light_and_has_no_tools(chrome, file):
    opened = Opened(chrome, file, "#rules", color_scheme="dark")
    opened.page.emulate_media(media="print")
    assert ground(opened) == LIGHT
    assert not opened.page.locator("nav").is_visible()
    assert not opened.page.locator("#filters").is_visible()
    assert shown_rules(opened)
    opened.context.close()


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_do_nothing(chrome, tmp_path, text):
    page = written(tmp_path, hostile(text))
    file = tmp_path / "report.html"
    file.write_text(page.text, encoding="utf-8", newline="\n")
    opened = Opened(chrome, file)
    for place in ("#rules", "#findings", "#tests", "#sizes", "#all"):
        opened.go(place)
    opened.page.fill("#search", text.replace("\u2028", "").replace("\x85", ""))
    for link in page.tree.iter("a"):
        opened.go(link.get("href"))
    assert opened.told == []
    assert {url.partition("#")[0] for url in opened.requests} == {opened.url}
    opened.context.close()


def test_the_policy_stops_what_should_not_be_there(chrome, tmp_path, example):
    """A script, a style or a picture that somebody adds to the file does nothing."""
    file = tmp_path / "report.html"
    more = "<script>document.title='mine'</script><img src='https://example.com/x.png'>"
    file.write_text(example.text + more, encoding="utf-8")
    opened = Opened(chrome, file)
    opened.page.wait_for_timeout(200)
    assert opened.page.title() != "mine"
    assert len(opened.told) >= 2
    assert all("Content Security Policy" in told for told in opened.told)
    opened.context.close()
