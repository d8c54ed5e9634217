"""The signatures of SNAP BI against vectors made with the openssl command."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from agentapp.autodebit.gateways.signatures import (
    call_signature,
    holds,
    minify,
    notice_text,
    sign,
    stamp,
    token_text,
)
from agentapp.core.clock import parse_moment
from tests.support.bank import keys

KEY = load_pem_public_key(
    b"""-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuSncqKAHtIjIFkNr2oro
oXeoFDa1CMK7e8rpU4wOm+YFrK3JErtuwX10qKUwJoXN8RCyJZUjJwXKqxvWlAAF
nNtFejuR1Vt4PoIIUxsFvb9POwPp5LxFumlKTNxW8OunMlrIspLQ3ml43k0vIQ1Q
bJa96P6FThWLryGwqLSKWXPKNPJasblr0vNvffvVLJhcOFW3ipUWGJgk6YuspZoA
TR+mnMaXlxbk8atXRnkh2+B66hym+6w+VCnUfAF1gbhqQ/KL5XNyscTEgSsJCNqB
Nv/XRHNFsZJwOGTd5gDrHLt6H5AmOWud445q3kM6Lp2z/xUYgdgPI2qae/cLzWkw
/QIDAQAB
-----END PUBLIC KEY-----"""
)
AT = "2026-11-05T08:00:00+07:00"
BODY = rb"""{"partnerReferenceNo":"G2611A0000001","note":"a b\"  c","amount":{"value":"16800.00","currency":"IDR"}}"""
SPACED = rb"""
  { "partnerReferenceNo" : "G2611A0000001",
	"note":"a b\"  c", "amount" : { "value" : "16800.00" , "currency" : "IDR" } }
"""
TOKEN_SIGNATURE = (
    "BIZRWsuIsGVw/4Zd+jqUcjaSnGfYLrMntS5MXSA/kElh7gpxS3yjsjL6XP1H/Xc8OmXrh838PgFGTQrJu1ZJdBscjCH81/LCKE9xa6RxeSrC"
    "Lzz7kuEOGxH9N16AmcUxXYu527BubXVF5OGlMT44stMx4VdcBNl6/nKToH2QIKZnzytU8GOqHp87TVkZrOmfenmT+ipBNsk4fzeEiyB+/yEp"
    "PIwlnA/+RASUL8lj0zGw6Mwz0H+Wpx4d1diTsywoFizw33jU7j1lfGqH9fTVChY1uFtsBn947iQKJo29ZEOoPVPK2qzN8rMPvcokBAY1XwpQ"
    "PdjQvmQx8YHvlebUpA=="
)
CALL_SIGNATURE = "w2oNftyJlJXVXZS9+kwsqvrAraBrvfb3SzD0IxoGJGo1hDFMJP10emKI0+uzQYEIyLHo5Hubz5FkSKEbR+d0ZA=="
NOTICE_SIGNATURE = (
    "VWkOj0jgA6B9RcEvcqUk0s3GiyrQC0sNgUOnqueidrkDdJU579gZGgaDGbDIW1kV18Y+Mhjs1YOLQPthUtnxvSDRtuLS2VCnPgZpqC4xEO4B"
    "r6WWm0VdIom0gahRcAbEH0N0yqUP5R8m6fH0k5o0BXcOvwB37xJeCdGKEbIGuoPWpOd4xPCx9whvQbvAkkR9G3H8pO5OjXAzgemOfT9vyGLV"
    "QeewJD01w3aPsYHzkkKmZsM+P8vRKfc3CKmHWDLycY4C1qe3JuEMFV9OmfbrEl9admtBuvBWayKRtKV1dyn1I20Kf41vgzSTJvL1MSfnn3I6"
    "0k8OPx8AeL6y/bGeZg=="
)


def test_a_token_is_asked_for_under_the_right_text():
    assert holds(KEY, token_text("gendong", AT), TOKEN_SIGNATURE)
    assert not holds(KEY, token_text("gendong", "2026-11-05T08:00:01+07:00"), TOKEN_SIGNATURE)


@pytest.mark.parametrize("body", [BODY, SPACED])
def test_a_call_is_signed_over_its_minified_body(body):
    path = "/v1.0/debit/payment-host-to-host"

    assert call_signature("rahasia sekali", path, "tok-1", body, AT) == CALL_SIGNATURE


@pytest.mark.parametrize("body", [BODY, SPACED])
def test_a_notification_is_checked_over_its_minified_body(body):
    assert holds(KEY, notice_text("/bank/simulator/notify", body, AT), NOTICE_SIGNATURE)
    assert not holds(KEY, notice_text("/bank/other/notify", body, AT), NOTICE_SIGNATURE)


def test_what_we_sign_holds_for_our_public_key_only():
    signature = sign(keys().app, b"text")

    assert holds(keys().app.public_key(), b"text", signature)
    assert not holds(keys().app.public_key(), b"texts", signature)
    assert not holds(keys().bank.public_key(), b"text", signature)


@pytest.mark.parametrize(
    "signature", ["", "?", "é", "AAAA", "AAA", TOKEN_SIGNATURE[:-4], TOKEN_SIGNATURE + "\n"]
)
def test_what_is_no_signature_does_not_hold(signature):
    assert not holds(KEY, token_text("gendong", AT), signature)


@pytest.mark.parametrize(
    ("spaced", "minified"),
    [
        (b"", b""),
        (b" \t\r\n{ } ", b"{}"),
        (b'{"a" : [1 , 2.0,  "x  y"]}', b'{"a":[1,2.0,"x  y"]}'),
        (rb'{"z":"\\" , "a":"\" :"}', rb'{"z":"\\","a":"\" :"}'),
        (rb'{"url":"https:\/\/x.id" }', rb'{"url":"https:\/\/x.id"}'),
        ('{"n" : "Élan  é"}'.encode(), '{"n":"Élan  é"}'.encode()),
        (b'{"open : 1', b'{"open:1'),
    ],
)
def test_minifying_takes_white_space_between_the_parts_and_nothing_else(spaced, minified):
    assert minify(spaced) == minified


def test_a_moment_is_written_in_jakartas_time():
    assert stamp(parse_moment("2026-11-05T01:00:00.999Z")) == AT
