"""Small profiles that together hold every node of the checked rules and every operator."""

from verify import suites_values
from verify.building import (
    ALWAYS,
    apply,
    both,
    capture,
    create,
    dates,
    either,
    found,
    gather,
    get,
    item,
    let,
    list_of,
    matches,
    media,
    named,
    no,
    no_value,
    part,
    participant,
    profile,
    record,
    regex,
    replace_service,
    rule,
    service,
    set_media,
    set_participant,
    set_service,
    subnet,
    test,
    text,
    value,
    window,
)

from rulec.ir import Continue, Redirect, Reject
from rulec.operators import (
    AtLeast,
    AtMost,
    Contains,
    EndsWith,
    Equals,
    GreaterThan,
    IsBoolean,
    LessThan,
    NumberEquals,
    StartsWith,
)
from rulec.pexip import AUTOMATIC_PARTICIPANT

ROOM = matches(r"(?P<kind>meet|lab)\.(?P<room>[^@]{1,80})@example\.com")
NUMBER = regex(r"(?P<number>\d{3,6})(?:-(?P<tail>\d+))?")
ITEM = matches(r"team-(?P<team>[a-z]+)(?P<rest>.*)")


def texts():
    alias = "local_alias"
    return profile(
        service(
            rule("quote", test("call_tag", Equals(('a"b', "it's {{ x }} #}", "back\\n\nl"))),
                 set_service(description='say "hi" {{ now }} \\ \n \u00e9 \u2028')),
            rule("one", test("vendor", Equals(("kiosk",))), set_service(service_tag="one")),
            rule("fold", test("vendor", Equals(("Kiosk-K", "Desk"), ignore_case=True)),
                 set_service(service_tag="fold")),
            rule("starts", test(alias, StartsWith(("meet.", "88"))), set_service(service_tag="st")),
            rule("starts-fold", test(alias, StartsWith(("Lab.", "k"), ignore_case=True)),
                 set_service(service_tag="stf")),
            rule("ends", both(test(alias, EndsWith((".vmr", "!"))), no(test("protocol",
                 Equals(("sip",))))), Reject()),
            rule("ends-fold", test(alias, EndsWith((".Room", "kk"), ignore_case=True)),
                 Redirect(text("sip:", get(alias)))),
            rule("contains", test(alias, Contains(("secret", "a|b"))), Redirect(get("vendor"))),
            rule("contains-fold", test(alias, Contains(("Park", "$x"), ignore_case=True)),
                 set_service(service_tag="cf")),
            rule("matches", test(alias, matches(r"88\d{4,6}", r"x[^a-c]?")),
                 set_service(service_tag="m")),
            rule("matches-fold", test(alias, matches(r"task-\w+", ignore_case=True)),
                 set_service(service_tag="mf")),
            rule("matches-empty", test("call_tag", matches(r"\d*")), set_service(service_tag="e")),
            rule("regex", test(alias, regex(r"a{3}|\.\.$")), set_service(service_tag="r")),
            rule("none", no_value("call_tag"), set_service(service_tag="n")),
            default=(set_service(service_tag="default"),),
        )
    )  # fmt: skip


def numbers():
    rows = (LessThan(512), AtMost(1024), GreaterThan(9000), AtLeast(8000), NumberEquals((2000,)))
    rules = [
        rule(
            f"n{number}", test("bandwidth", operator), set_service(max_callrate_in=200_000 + number)
        )
        for number, operator in enumerate((*rows, NumberEquals((-5, 3000, 4000))))
    ]
    return profile(
        service(*rules, rule("none", no_value("bandwidth"), Reject())),
        participant(
            rule("yes", test("registered", IsBoolean(operand=True)),
                 set_participant(bypass_lock=True)),
            rule("no", test("registered", IsBoolean(operand=False)),
                 set_participant(bypass_lock=False)),
            rule("none", no_value("registered"), Reject(value("no registration"))),
        ),
    )  # fmt: skip


def aliases():
    alias = "remote_alias"
    return profile(
        media(
            rule("scheme", test(part(alias, "scheme"), Equals(("tel", "h323"), ignore_case=True)),
                 set_media(location="Oslo")),
            rule("user", test(part(alias, "user"), matches(r"\d{4}")), set_media(location="U")),
            rule("domain", both(test(part(alias, "domain"), Equals(("example.com",),
                 ignore_case=True)), test(part(alias, "user"), StartsWith(("vip",)))),
                 set_media(location="D", overflow_locations=list_of("A", get("location")))),
            rule("domain-end", test(part(alias, "domain"), EndsWith((".kiosk.org",),
                 ignore_case=True)), set_media(location=get(part(alias, "domain")))),
            rule("address", test(part(alias, "address"), Equals(("10.0.0.1", "bob@x.y"))),
                 set_media(primary_overflow_location=get(part(alias, "user")))),
            rule("no-domain", no_value(part(alias, "domain")),
                 set_media(secondary_overflow_location=get(part(alias, "scheme")))),
        )
    )  # fmt: skip


def addresses():
    return profile(
        media(
            rule("v4", test("remote_address", subnet("10.47.0.0/16", "192.168.1.7/32")),
                 set_media(location="V4")),
            rule("v6", test("remote_address", subnet("2001:db8::/33", "10.0.0.0/30")),
                 set_media(location="V6")),
            rule("any", test("remote_address", subnet("0.0.0.0/0")), set_media(location="ANY4")),
            rule("list", item("ms_subnet", subnet("10.1.0.0/20", "fd00::/8")),
                 set_media(location="MS")),
        )
    )  # fmt: skip


def items():
    return profile(
        participant(
            rule("group", item("idp.group", Equals(("staff", "admins"))),
                 set_participant(preauthenticated_role="chair")),
            rule("joint", item("idp.group", StartsWith(("a-",)), EndsWith(("-z",))),
                 set_participant(spotlight=1)),
            rule("inside", item("p_asserted_identity", Contains(("@ex",)), but=(
                EndsWith((">",)), Contains(("Sip",), ignore_case=True))),
                set_participant(spotlight=2)),
            rule("pattern", item("idp.group", ITEM), set_participant(
                call_tag=text(capture("team", "idp.group", ITEM), "|",
                              capture("rest", "idp.group", ITEM)))),
            rule("found", item("idp.items", regex(r"^b+c", r"k\d$", ignore_case=True)),
                 set_participant(spotlight=3)),
            rule("no-group", no_value("idp.group"), set_participant(preauthenticated_role=None)),
            rule("none", no_value("idp.title"), set_participant(
                remote_display_name=apply("join", get("p_asserted_identity"), ", "))),
            first=False,
        )
    )  # fmt: skip


def times():
    return profile(
        service(
            rule("day", window(8 * 60, 9 * 60, 0, 1), set_service(service_tag="day")),
            rule("night", window(22 * 60, 6 * 60, 4), set_service(service_tag="night")),
            rule("late", window(23 * 60, 24 * 60, 2, 6, zone="America/New_York"),
                 set_service(service_tag="late")),
            rule("noon", window(12 * 60, 13 * 60, zone="Asia/Kolkata"), Reject()),
            rule("dates", dates("2026-12-24", "2027-01-06"), set_service(service_tag="dates")),
            rule("from", both(dates("2027-03-01", None), window(0, 600, 0, 1, 2, 3, 4)),
                 set_service(service_tag="from")),
            rule("until", no(dates(None, "2026-02-28")), set_service(service_tag="until")),
            default=(Reject(),),
        )
    )  # fmt: skip


def logic():
    sip = named("sip", test("protocol", Equals(("sip", "h323"))))
    known = named("known", either(test("vendor", Contains(("Poly",))), sip))
    return profile(
        service(
            rule("a", both(sip, no(known)), Reject()),
            rule("b", no(both(known, no(test("registered", IsBoolean(operand=True))))),
                 set_service(service_tag="b"), set_service(service_tag="b2", description="d")),
            rule("c", either(no_value("call_tag"), both(test("call_tag", Equals(("x",))),
                 no(sip))), set_service(service_tag="c")),
            when=no(test("call_direction", Equals(("non_dial",)))),
            default=(Continue(),), name="one",
        ),
        service(
            rule("d", test("service_config.service_type", Equals(("conference", "lecture"))),
                 set_service(service_tag=text("<", get("service_config.service_tag"), ">"))),
            rule("never", either(), Reject()),
            rule("e", no(found()), create(name="Made", service_type="conference",
                 service_tag=get("call_tag"))),
            rule("f", both(found(), no(test("service_config.service_tag", Equals(("t",))))),
                 Continue()),
            first=False, name="two", default=(set_service(description="two's default"),),
        ),
        service(
            rule("g", ALWAYS, set_service(local_display_name=get("remote_display_name"))),
            name="three",
        ),
    )  # fmt: skip


def services():
    kept = get("service_config.pin")
    user = part("local_alias", "user")
    return profile(
        service(
            rule("create", test(user, matches(r"(?P<number>\d{4,})")), create(
                name=text("Room ", get(user)), service_type="conference", service_tag="",
                pin=apply("pex_tail", apply("pex_hash", get(user)), 6),
                guest_pin=get("call_tag"), allow_guests=True, description=None)),
            rule("replace", test("local_alias", StartsWith(("lab.",))), replace_service(
                name=apply("default", get("remote_display_name"), "Lab", True),
                service_type="lecture", pin=kept, service_tag=get("call_tag"),
                view=get("service_config.view"),
                automatic_participants=list_of(
                    record(AUTOMATIC_PARTICIPANT, local_alias=get("local_alias"),
                           remote_alias=get("call_tag"), protocol="sip", role="guest"),
                    record(AUTOMATIC_PARTICIPANT, local_alias="a@b", remote_alias="c@d",
                           protocol=get("protocol"), role="chair",
                           description=get("vendor")),
                )),
                set_service(max_callrate_in=get("bandwidth"))),
            rule("set", ALWAYS, set_service(pin=get("call_tag"), description=get("vendor"),
                 crypto_mode=get("remote_display_name"), max_callrate_out=get("bandwidth"),
                 enable_overlay_text=get("registered"))),
            default=(create(name="Default", service_type="conference", service_tag="x"),),
        )
    )  # fmt: skip


def templates():
    name = "participant.remote_display_name"
    alias = "call_info.remote_alias"
    user = let("person", apply("pex_regex_replace", get(part(alias, "user")), r"[._]+", " "))
    return profile(
        participant(
            rule("room", test(alias, ROOM), set_participant(
                call_tag=capture("room", alias, ROOM),
                remote_display_name=text(capture("kind", alias, ROOM), "/",
                                         capture("room", alias, ROOM)))),
            rule("number", test(name, NUMBER), set_participant(
                remote_alias=text(capture("number", name, NUMBER), "-",
                                  capture("tail", name, NUMBER)))),
            rule("let", test(user, Equals(("ann lee", "kim"))), set_participant(
                remote_display_name=apply("capitalize", get(user)),
                spotlight=apply("pex_strlen", get(name)))),
            rule("first", test("vendor", StartsWith(("f",))), set_participant(
                remote_display_name=apply(
                    "pex_regex_replace", get(name), r"(\w+) (\w+)", r"\2, \1"),
                remote_alias=apply("pex_hash", get(name)),
                call_tag=apply("join", gather("k", get("call_tag"), get("bandwidth")), "-"))),
            rule("more", test("vendor", StartsWith(("g",))), set_participant(
                remote_display_name=apply("replace", get(name), "a", "{{ b }}"),
                remote_alias=apply("trim", apply("lower", get(alias))),
                call_tag=apply("pex_head", apply("pex_reverse", get("call_tag")), 4),
                spotlight=apply("default", get("bandwidth"), 7, False))),
            rule("rest", test("vendor", StartsWith(("h",))), set_participant(
                remote_display_name=text(get("registered"), " ", get("bandwidth"), get("vendor")),
                remote_alias=apply("pex_clean_phone_number", get(alias)),
                call_tag=apply("join", gather(get(name), "x", get(alias)), "")),),
            rule("reject", test("vendor", StartsWith(("r",))),
                 Reject(text('No "', get(name), '"'))),
            rule("reject-plain", test("vendor", StartsWith(("p",))), Reject()),
            default=(set_participant(remote_display_name=get("idp.name"),
                                     call_tag=text(
                                         "role: ", get("participant.preauthenticated_role"))),),
        )
    )  # fmt: skip


def locations():
    return profile(
        media(
            rule("all", test("location", Equals(("Oslo",))),
                 set_media(location="Oslo", overflow_locations=list_of("A", "B"))),
            rule("computed", test("location", Equals(("Rome",))),
                 set_media(overflow_locations=list_of(get("call_tag"), "B", get("vendor")))),
            rule("both", test("location", Equals(("Bonn",))),
                 set_media(location=get("call_tag"), primary_overflow_location="P",
                           secondary_overflow_location=get("vendor"))),
            rule("singular", test("location", Equals(("Bern",))),
                 set_media(primary_overflow_location=get("call_tag"))),
            rule("location", test("suggested.location", Equals(("Paris",))),
                 set_media(location="Lyon")),
            rule("stop", test("protocol", Equals(("rtmp",))), Continue()),
            default=(set_media(secondary_overflow_location="S"),), name="one",
        ),
        media(
            rule("again", test("call_tag", Equals(("again",))),
                 set_media(primary_overflow_location="AGAIN")),
            rule("empty", test("call_tag", Equals(("empty",))), set_media(location=None)),
            first=False, name="two",
        ),
    )  # fmt: skip


def decisions():
    return profile(
        participant(
            rule("lock", test("vendor", Equals(("bad",))), Reject(get("call_tag"))),
            rule("plain", test("vendor", Equals(("worse",))), Reject()),
            rule("role", test("protocol", Equals(("api",))),
                 set_participant(preauthenticated_role=get("call_tag"))),
            rule("found", found(), set_participant(spotlight=9)),
            first=False, default=(set_participant(call_tag="none"),), name="one",
        ),
        participant(
            rule("later", ALWAYS, set_participant(
                remote_display_name=get("call_info.remote_display_name"))),
            name="two",
        ),
        service(
            rule("away", test("local_alias", Equals(("old",))), Redirect(get("call_tag"))),
            rule("home", test("local_alias", Equals(("older",))), Redirect(value("sip:new@x.y"))),
            rule("only-set", ALWAYS, set_service(service_tag="set")),
            rule("no-service", ALWAYS, create(name="n", service_type="conference", service_tag="c"),
                 set_service(description="made")),
        ),
    )  # fmt: skip


SUITES = suites_values.SUITES | {
    made.__name__: made()
    for made in (
        texts, numbers, aliases, addresses, items, times, logic, services, templates, locations,
        decisions,
    )
}  # fmt: skip
