"""Small profiles with values that are chosen, looked up, kept, added or secret."""

from verify.building import (
    ALWAYS,
    append,
    apply,
    capture,
    choice,
    create,
    found,
    gather,
    get,
    keep,
    let,
    list_of,
    lookup,
    matches,
    media,
    part,
    participant,
    profile,
    record,
    replace_service,
    rule,
    secret,
    service,
    set_media,
    set_participant,
    set_service,
    test,
    text,
)

from rulec.ir import Redirect, Reject
from rulec.operators import Equals, StartsWith
from rulec.pexip import AUTOMATIC_PARTICIPANT

ROOM = matches(r"(?P<kind>meet|items|get)\.(?P<room>[^@]{1,80})")
KINDS = {"meet": "Meeting", "items": "Items", "ward": None}


def dial(**entries):
    """One automatic participant."""
    known = {"local_alias": "a@b", "protocol": "sip", "role": "guest"}
    return record(AUTOMATIC_PARTICIPANT, **{**known, **entries})


def chosen():
    inside = test("remote_address", Equals(("10.0.0.1",)))
    tag = let("tag", choice(inside, "inside", get("vendor")))
    number = let("number", choice(test("registered", Equals(("x",))), 3, get("bandwidth")))
    return profile(
        participant(
            rule("let", test(tag, Equals(("inside", "kiosk"))), set_participant(
                call_tag=text("<", get(tag), ">"), remote_display_name=get(tag))),
            rule("both", test("protocol", Equals(("sip",))), set_participant(
                call_tag=choice(inside, get("vendor"), get("call_tag")),
                remote_display_name=choice(test("vendor", StartsWith(("k",))), "Kiosk"),
                preauthenticated_role=choice(found(), get("call_tag"), "guest"))),
            rule("why", test("protocol", Equals(("h323",))), Reject(
                choice(inside, text("not ", get("vendor")), "go away"))),
            rule("number", ALWAYS, set_participant(
                spotlight=get(number), bypass_lock=choice(inside, get("registered"), False))),
        ),
        media(
            rule("list", test("location", Equals(("Oslo",))), set_media(
                location=choice(inside, "A", get("call_tag")),
                overflow_locations=choice(
                    test("vendor", Equals(("v",))), list_of("B", get("call_tag"))))),
            rule("item", test("location", Equals(("Rome",))), set_media(
                overflow_locations=list_of(choice(inside, "C"), choice(inside, "D", "E")))),
            rule("single", ALWAYS, set_media(primary_overflow_location=choice(inside, "P", None))),
        ),
    )  # fmt: skip


def looked_up():
    alias = "local_alias"
    kind = capture("kind", alias, ROOM)
    by_domain = {"a.example": "1234", "b.example": "9999#"}
    domain = get(part("remote_alias", "domain"))
    found_name = let("found_name", lookup(KINDS, domain, get("vendor")))
    return profile(
        service(
            rule("named", test(found_name, Equals(("Meeting", "v"))), set_service(
                description=get(found_name), service_tag=secret('s3"cret'))),
            rule("room", test(alias, ROOM), set_service(
                description=lookup(KINDS, kind, text("no ", kind)),
                pin=lookup(by_domain, domain, get("call_tag")),
                allow_guests=lookup({"a.example": True, "b.example": None}, domain, False))),
            rule("made", test(alias, StartsWith(("made",))), set_service(
                description=lookup({"xmeet": "one", "xitems": "two"}, text("x", get("vendor"))),
                service_tag=lookup({"512": "broad"}, get("bandwidth"), "narrow"),
                max_callrate_in=lookup({"a": 128000, "items": None}, get("call_tag"),
                                       get("bandwidth")))),
            rule("away", ALWAYS, Redirect(lookup({"old": "new@example.com"}, get("call_tag")))),
        ),
        media(
            rule("sites", ALWAYS, set_media(
                location=lookup({"Oslo": "O", "items": "I"}, get("location"), "Else"),
                overflow_locations=lookup(
                    {"Oslo": list_of("P", "Q"), "items": list_of()}, get("location"),
                    list_of(get("call_tag"))))),
        ),
    )  # fmt: skip


def kept():
    tagged = apply("join", gather(secret("k"), get("call_tag")), "-")
    return profile(
        service(
            rule("lab", test("local_alias", StartsWith(("lab.",))), replace_service(
                name="Lab", service_type="conference", service_tag="lab", pin="1111",
                description="mine"),
                keep("pin", "guest_pin", "description", "allow_guests", "max_callrate_in",
                     "automatic_participants", "breakout_uuids", "view", "crypto_mode",
                     "max_pixels_per_second"),
                set_service(local_display_name=tagged, max_callrate_out=get("bandwidth"))),
            rule("media", test("local_alias", StartsWith(("play.",))), replace_service(
                name="Play", service_type="media_playback", service_tag="",
                media_playlist_name="m"),
                keep("on_completion", "description")),
        ),
        service(
            rule("recorder", test("vendor", Equals(("rec",))), append(
                automatic_participants=list_of(
                    dial(remote_alias="rec@example.com"),
                    dial(remote_alias=get("call_tag"), description=get("vendor"))))),
            rule("none", test("vendor", Equals(("maybe",))), append(
                automatic_participants=list_of(dial(remote_alias=get("call_tag"))))),
            rule("new", test("vendor", Equals(("new",))), create(
                name="New", service_type="conference", service_tag="n"), append(
                automatic_participants=choice(
                    test("call_tag", Equals(("t",))), list_of(dial(remote_alias="x@y"))))),
            first=False, name="more",
        ),
    )  # fmt: skip


SUITES = {made.__name__: made() for made in (chosen, looked_up, kept)}
