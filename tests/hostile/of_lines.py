"""Connections that break, stop or drip, and answers that are no HTTP, or odd HTTP."""

from __future__ import annotations

from tests.hostile.behaviour import OK, behaviour
from tests.hostile.front import Talk
from tests.hostile.of_bodies import with_body

NO_HTTP = "the answer is not HTTP: "
CLOSED = "the connection was closed without an answer: "
IN_THE_MIDDLE = "the connection was closed in the middle of the answer 200: "
TOO_LATE = "0.5 s passed without an answer"
LATE_IN_THE_MIDDLE = "0.5 s passed in the middle of the answer 200"
MORE = "bytes came after the end of the answer"

FIRST = b"HTTP/1.1 200 OK\r\n"


@behaviour("headers without end", "headers", NO_HTTP, None)
def endless_headers(talk: Talk) -> None:
    talk.send(FIRST)
    talk.for_ever(b"X-More: more\r\n" * 1_000)


@behaviour("a header without end", "headers", NO_HTTP, None)
def endless_header(talk: Talk) -> None:
    talk.send(FIRST + b"X-More: ")
    talk.for_ever(b"x" * 100_000)


@behaviour("a header of 60 kB", "headers", legal=True)
def long_header(talk: Talk) -> None:
    talk.send(talk.answer.head(more=[("X-Long", "x" * 60_000)]) + b"\r\n" + talk.answer.body)


@behaviour("a header that drips", "headers", TOO_LATE, None, slow=True)
def dripping_header(talk: Talk) -> None:
    talk.send(FIRST + b"X-More: ")
    talk.for_ever(b"x", 0.05)


@behaviour("header after header, dripping", "headers", TOO_LATE, None, slow=True)
def dripping_headers(talk: Talk) -> None:
    talk.send(FIRST)
    talk.for_ever(b"X: x\r\n", 0.05)


@behaviour("a body that drips", "drips", LATE_IN_THE_MIDDLE, None, slow=True)
def dripping_body(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 9999\r\n\r\n")
    talk.for_ever(b" ", 0.05)


@behaviour("chunks that drip", "drips", LATE_IN_THE_MIDDLE, None, slow=True)
def dripping_chunks(talk: Talk) -> None:
    talk.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    talk.for_ever(b"1\r\n \r\n", 0.05)


@behaviour("silence", "drips", TOO_LATE, None, slow=True)
def silence(talk: Talk) -> None:
    talk.wait()


@behaviour("a storm of 100 Continue", "headers", TOO_LATE, None, slow=True)
def storm(talk: Talk) -> None:
    talk.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)


@behaviour("a storm of 103 Early Hints that drips", "headers", TOO_LATE, None, slow=True)
def dripping_storm(talk: Talk) -> None:
    talk.for_ever(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.05)


@behaviour("a few 1xx answers before the right one", "headers", legal=True)
def few_interim_answers(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    talk.send(talk.answer.written())


@behaviour("another protocol than was asked for", "headers", NO_HTTP, None)
def switching(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello")
    talk.close()


@behaviour("reset before the answer", "connection", CLOSED, None)
def reset_before(talk: Talk) -> None:
    talk.reset()


@behaviour("reset in the headers", "connection", CLOSED, None)
def reset_in_headers(talk: Talk) -> None:
    talk.send(FIRST + b"Content-Ty")
    talk.reset()


@behaviour("reset in the body", "connection", "the connection was closed ", None)
def reset_in_body(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 100\r\n\r\n{")
    talk.reset()


@behaviour("closed before the answer", "connection", CLOSED, None)
def closed_before(talk: Talk) -> None:
    talk.close()


@behaviour("closed in the headers", "connection", CLOSED, None)
def closed_in_headers(talk: Talk) -> None:
    talk.send(FIRST + b"Content-Ty")
    talk.close()


@behaviour("closed in the body", "connection", IN_THE_MIDDLE, None)
def closed_in_body(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 100\r\n\r\n{")
    talk.close()


@behaviour("a Content-Length that is too short", "lengths", MORE)
def short_length(talk: Talk) -> None:
    body = b'{"schemas": ["a"], "totalResults": 0}'
    talk.send(OK + b"Content-Length: %d\r\n\r\n" % (len(body) - 9) + body)


@behaviour("a Content-Length that is too long", "lengths", LATE_IN_THE_MIDDLE, None, slow=True)
def long_length(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 100\r\n\r\n{}")
    talk.wait()


@behaviour("a Content-Length that is too long, then closed", "lengths", IN_THE_MIDDLE, None)
def long_length_closed(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 100\r\n\r\n{}")
    talk.close()


@behaviour("a Content-Length below nothing", "lengths", NO_HTTP, None)
def negative_length(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: -5\r\n\r\n{}")
    talk.close()


@behaviour("two lengths", "lengths", NO_HTTP, None)
def two_lengths(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")
    talk.close()


@behaviour("a chunk larger than any number", "lengths", "the connection was closed ", None)
def huge_chunk(talk: Talk) -> None:
    talk.send(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 30 + b"\r\n{}")
    talk.close()


@behaviour("an answer with a second one behind it", "lengths", MORE)
def two_answers(talk: Talk) -> None:
    body = b'{"id": "of nobody"}'
    talk.send(talk.answer.written() + OK + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@behaviour("204 with a body", "lengths", MORE, 204)
def no_content_with_a_body(talk: Talk) -> None:
    talk.send(b'HTTP/1.1 204 No Content\r\nContent-Length: 12\r\n\r\n{"id": "an"}')


@behaviour("304 with a body", "lengths", MORE, 304)
def not_modified_with_a_body(talk: Talk) -> None:
    talk.send(b'HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n{"id": "an"}')


@behaviour("HTTP/0.9", "status line", NO_HTTP, None)
def http_0_9(talk: Talk) -> None:
    talk.send(b'{"totalResults": 0}\r\n')
    talk.close()


@behaviour("HTTP/1.0", "status line", legal=True)
def http_1_0(talk: Talk) -> None:
    talk.send(talk.answer.written().replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    talk.close()


@behaviour("HTTP/2", "status line", NO_HTTP, None)
def http_2(talk: Talk) -> None:
    talk.send(
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\x00\x04\x00\x01\x00\x00\x00\x05\x00\xff\xff\xff"
    )
    talk.close()


@behaviour("a status line of garbage", "status line", NO_HTTP, None)
def garbage_line(talk: Talk) -> None:
    talk.send(b"\x1b[2J\x00\xff garbage\r\n\r\n")
    talk.close()


@behaviour("status 999", "status line", status=999)
def status_999(talk: Talk) -> None:
    error = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "999", "detail": "Beyond"}'
    with_body(talk, error, status=b"999 Beyond")


@behaviour("status 42", "status line", NO_HTTP, None)
def status_42(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 42 Small\r\nContent-Length: 0\r\n\r\n")
    talk.close()


@behaviour("a status without a reason", "status line", legal=True)
def no_reason(talk: Talk) -> None:
    talk.send(talk.answer.written().replace(b" OK\r\n", b" \r\n", 1).replace(b" Created\r\n", b" \r\n", 1))


@behaviour("a header on two lines", "headers", legal=True)
def folded_header(talk: Talk) -> None:
    talk.send(talk.answer.head() + b"X-Folded: one\r\n two\r\n\r\n" + talk.answer.body)


@behaviour("a connection that is closed unsaid after each answer", "connection", legal=True)
def closed_after_each(talk: Talk) -> None:
    talk.send(talk.answer.written())
    talk.close()


@behaviour("a thousand cookies", "headers", legal=True)
def cookies(talk: Talk) -> None:
    many = [("Set-Cookie", f"c{n}=v{n}; Path=/") for n in range(1_000)]
    talk.send(talk.answer.head(more=many) + b"\r\n" + talk.answer.body)


@behaviour("a redirect to itself", "redirects", status=307)
def redirect_loop(talk: Talk) -> None:
    where = f"{talk.asked.path}?{talk.asked.query}".encode()
    talk.send(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n")


@behaviour("a redirect to another host", "redirects", status=302)
def redirect_elsewhere(talk: Talk) -> None:
    where = (talk.front.elsewhere + talk.asked.path).encode()
    talk.send(b"HTTP/1.1 302 Found\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n")
