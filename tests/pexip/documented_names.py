"""The names that Pexip documents, by page: what the catalogue must know.

Supply is one letter for service, participant and media location policy each: (A)lways, (S)ometimes,
(N)ever.
"""


def names(text: str) -> list[str]:
    return text.split()


CALL_SUPPLY = {
    "bandwidth": "AAA",
    "breakout_uuid": "SNN",
    "call_direction": "AAA",
    "call_tag": "AAA",
    "display_count": "SSN",
    "external_policy_disposition": "SSN",
    "has_authenticated_display_name": "AAA",
    "idp_uuid": "AAA",
    "local_alias": "AAA",
    "location": "AAA",
    "ms_subnet": "SSS",
    "node_ip": "AAA",
    "p_asserted_identity": "SSS",
    "previous_service_name": "AAA",
    "protocol": "AAA",
    "proxy_node_address": "NNS",
    "proxy_node_location": "NNS",
    "pseudo_version_id": "AAA",
    "registered": "AAA",
    "remote_address": "AAA",
    "remote_alias": "AAA",
    "remote_display_name": "AAA",
    "remote_port": "AAA",
    "service_name": "SAA",
    "service_tag": "SAA",
    "supports_direct_media": "AAA",
    "teams_tenant_id": "AAA",
    "telehealth_request_id": "SSS",
    "third_party_passcode": "SNN",
    "trigger": "AAA",
    "unique_service_name": "SAA",
    "vendor": "AAA",
    "version_id": "AAA",
}
PARTICIPANT_NAMES = names("""
    auth_type call_uuid display_count idp_attributes participant_type participant_uuid
    preauthenticated_role receive_from_audio_mix remote_alias remote_display_name
    send_to_audio_mixes
""")
MEDIA_NAMES = names("""
    location primary_overflow_location secondary_overflow_location overflow_locations
""")
SERVICE_NAMES = {
    "conference": """
        name service_tag service_type allow_guests automatic_participants breakout_rooms
        bypass_proxy call_type crypto_mode denoise_enabled description direct_media
        direct_media_notification_duration enable_active_speaker_indication enable_chat
        enable_overlay_text guest_identity_provider_group guest_pin guests_can_present
        host_identity_provider_group ivr_theme_name live_captions_enabled
        live_captions_language local_display_name locked max_callrate_in
        max_callrate_out max_pixels_per_second mute_all_guests non_idp_participants
        participant_limit pin pinning_config prefer_ipv6 primary_owner_email_address
        softmute_enabled source_language view
    """,
    "lecture": """
        name service_tag service_type allow_guests automatic_participants breakout_rooms
        bypass_proxy call_type crypto_mode denoise_enabled description direct_media
        direct_media_notification_duration enable_active_speaker_indication enable_chat
        enable_overlay_text guest_identity_provider_group guest_pin guests_can_present
        host_identity_provider_group ivr_theme_name live_captions_enabled
        live_captions_language local_display_name locked max_callrate_in
        max_callrate_out max_pixels_per_second mute_all_guests non_idp_participants
        participant_limit pin pinning_config prefer_ipv6 primary_owner_email_address
        softmute_enabled source_language force_presenter_into_main guest_view
        guests_can_see_guests host_view
    """,
    "gateway": """
        local_alias name outgoing_protocol remote_alias service_tag service_type
        bypass_proxy call_type called_device_type crypto_mode denoise_audio description
        dtmf_sequence enable_active_speaker_indication enable_overlay_text
        external_participant_avatar_lookup gms_access_token_name h323_gatekeeper_name
        ivr_theme_name live_captions_enabled live_captions_language local_display_name
        max_callrate_in max_callrate_out max_pixels_per_second mssip_proxy_name
        outgoing_location_name prefer_ipv6 sip_proxy_name source_language
        stun_server_name teams_fit_to_frame teams_proxy_name transcoding_enabled
        treat_as_trusted turn_server_name view
    """,
    "two_stage_dialing": """
        name service_tag service_type bypass_proxy call_type crypto_mode description
        gms_access_token_name ivr_theme_name local_display_name match_string
        max_callrate_in max_callrate_out max_pixels_per_second mssip_proxy_name
        post_match_string post_replace_string replace_string system_location_name
        teams_proxy_name two_stage_dial_type
    """,
    "media_playback": """
        name media_playlist_name service_type service_tag allow_guests description
        guest_pin guest_identity_provider_group host_identity_provider_group
        ivr_theme_name max_callrate_in max_callrate_out max_pixels_per_second
        non_idp_participants on_completion pin
    """,
    "test_call": """
        name service_tag service_type bypass_proxy call_type crypto_mode description
        ivr_theme_name local_display_name max_callrate_in max_pixels_per_second
    """,
}
MANDATORY = {
    "conference": "name service_tag service_type",
    "lecture": "name service_tag service_type",
    "gateway": "local_alias name outgoing_protocol remote_alias service_tag service_type",
    "two_stage_dialing": "name service_tag service_type",
    "media_playback": "name media_playlist_name service_type service_tag",
    "test_call": "name service_tag service_type",
}
BREAKOUT_NAMES = names("""
    breakout breakout_uuid breakout_name breakout_uuids breakout_description
    breakout_guests_allowed_to_leave end_action end_time
""")
AUTOMATIC_NAMES = names("""
    local_alias protocol remote_alias role call_type description dtmf_sequence
    keep_conference_alive local_display_name presentation_url remote_display_name routing
    streaming system_location_name
""")
PARTICIPANT_ANSWER_NAMES = names("""
    preauthenticated_role remote_alias remote_display_name bypass_lock call_tag
    can_receive_personal_mix disable_overlay_text display_count layout_group
    prefers_multiscreen_mix receive_from_audio_mix rx_presentation_policy
    send_to_audio_mixes spotlight wants_presentation_in_mix
""")
MEDIA_ANSWER_NAMES = names("""
    location overflow_locations primary_overflow_location secondary_overflow_location
""")
STANDARD_FILTER_NAMES = names("""
    abs capitalize default first float format int join last length lower range replace round
    striptags trim truncate upper
""")
PEXIP_FILTER_NAMES = names("""
    pex_base64 pex_clean_phone_number pex_hash pex_head pex_md5 pex_regex_replace
    pex_require_min_length pex_reverse pex_safelinks_decode pex_strlen pex_tail pex_to_json
    pex_to_uuid pex_update pex_url_decode pex_url_encode pex_urldefense_decode
""")
FUNCTION_NAMES = names("""
    pex_debug_log pex_find_first_match pex_in_subnet pex_now pex_random_pin pex_regex_search
    pex_uuid4
""")
DISABLED_NAMES = names("""
    attr batch center count d dictsort e escape filesizeformat forceescape groupby indent
    items list map max min pprint random reject rejectattr reverse safe select selectattr
    slice sort string sum title tojson unique urlencode urlize wordcount wordwrap xmlattr
""")
