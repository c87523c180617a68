"""The routing client, against a service of our own on this machine."""

from __future__ import annotations

import json
import pickle
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from gazetteer import GazetteerQueryError
from gazetteer.router import Router

pytestmark = pytest.mark.enable_socket

KHERSON, OLESHKY = (32.61, 46.64), (32.72, 46.62)
LINE = [[32.61, 46.64], [32.7, 46.66], [32.72, 46.62]]
OSRM = {"routes": [{"distance": 15_200.0, "geometry": {"coordinates": LINE}}]}
# (38.5, -120.2), (40.7, -120.95) by Google's published example, with six digits.
VALHALLA = {"trip": {"legs": [{"shape": "_izlhA~rlgdF_{geC~ywl@"}], "summary": {"length": 262.5}}}


class Service(BaseHTTPRequestHandler):
    """Answers as told, and remembers what it was asked."""

    asked: list[tuple[str, Any]]
    answer: Any
    status: int

    def do_GET(self) -> None:
        self._reply(None)

    def do_POST(self) -> None:
        self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _reply(self, body: Any) -> None:
        type(self).asked.append((self.path, body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(self.answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[tuple[str, type[Service]]]:
    kind = type("Told", (Service,), {"asked": [], "answer": OSRM, "status": 200})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", kind
        server.shutdown()
        thread.join()


def test_osrm_is_asked_lon_first_and_its_line_is_a_road(service: tuple[str, type[Service]]) -> None:
    address, kind = service
    way = Router(address).way(KHERSON, OLESHKY)
    (leg,) = way.legs
    assert (leg.basis, leg.path[1], way.length_km) == ("road", (32.7, 46.66), 15.2)
    assert kind.asked[0][0].startswith("/route/v1/driving/32.610000,46.640000;32.720000,46.620000?")


def test_valhalla_is_asked_and_its_polyline_read(service: tuple[str, type[Service]]) -> None:
    address, kind = service
    kind.answer = VALHALLA
    way = Router(f"{address}/route").way(KHERSON, OLESHKY)
    assert way.legs[0].path == ((-120.2, 38.5), (-120.95, 40.7))
    assert way.length_km == 262.5
    path, body = kind.asked[0]
    assert path == "/route"
    assert body["locations"][0] == {"lon": 32.61, "lat": 46.64}


def test_the_service_is_named_as_the_source(service: tuple[str, type[Service]]) -> None:
    address, _ = service
    assert Router(address).way(KHERSON, OLESHKY).legs[0].source.startswith("OSRM at 127.0.0.1")  # type: ignore[union-attr]


def test_the_same_way_is_asked_once(service: tuple[str, type[Service]]) -> None:
    address, kind = service
    router = Router(address)
    router.way(KHERSON, OLESHKY)
    router.way(KHERSON, OLESHKY)
    assert len(kind.asked) == 1


@pytest.mark.parametrize("answer", [{}, {"routes": []}, {"code": "NoRoute"}, [], "no"])
def test_an_answer_without_a_way_says_so(service: tuple[str, type[Service]], answer: Any) -> None:
    address, kind = service
    kind.answer = answer
    way = Router(address).way(KHERSON, OLESHKY)
    assert way.legs == ()
    assert (way.reason or "").startswith("OSRM at 127.0.0.1")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_error_or_a_redirection_is_not_followed(
    service: tuple[str, type[Service]], status: int
) -> None:
    address, kind = service
    kind.status = status
    assert Router(address).way(KHERSON, OLESHKY).legs == ()


def test_a_service_that_is_not_there_gives_no_way() -> None:
    assert Router("http://127.0.0.1:1").way(KHERSON, OLESHKY).legs == ()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "localhost:5000", "ftp://x/"])
def test_an_address_that_is_not_http_is_misuse(address: str) -> None:
    with pytest.raises(GazetteerQueryError, match="is not an http address"):
        Router(address)


def test_a_router_is_pickled_as_its_address() -> None:
    assert pickle.loads(pickle.dumps(Router("http://127.0.0.1:1/"))).source == "OSRM at 127.0.0.1:1"
