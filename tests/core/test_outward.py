"""Requests to addresses that strangers wrote, asked of a server of our own."""

from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from academy_app.core import outward
from academy_app.core.outward import PUBLIC, Net, Unreached, is_public, knock
from tests.services.links.servers import HOME, Elsewhere, elsewhere

AGENT = "test"


@pytest.fixture
def site() -> Iterator[Elsewhere]:
    with elsewhere() as made:
        yield made


async def reason(url: str, net: Net) -> str:
    with pytest.raises(Unreached) as caught:
        await knock(url, AGENT, net)
    return caught.value.reason


async def test_what_is_there_is_asked_for_its_head_alone(site: Elsewhere) -> None:
    answer = await knock(site.url("/picture"), AGENT, site.net)
    assert (answer.status, answer.kind) == (200, "image/png")
    assert site.seen == [f"HEAD /picture site.test:{site.port}"]


async def test_who_knows_no_head_is_asked_for_a_little_more(site: Elsewhere) -> None:
    assert (await knock(site.url("/no-head"), AGENT, site.net)).status == 200
    assert [each.split()[0] for each in site.seen[:2]] == ["HEAD", "GET"]


async def test_five_hops_are_followed_and_a_sixth_is_not(site: Elsewhere) -> None:
    assert (await knock(site.url("/hops/5"), AGENT, site.net)).status == 200
    assert await reason(site.url("/hops/6"), site.net) == "redirects"
    assert await reason(site.url("/loop"), site.net) == "redirects"


async def test_who_is_slow_is_left(site: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "TIMEOUT", 0.2)
    assert await reason(site.url("/slow"), site.net) == "timeout"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://nowhere.test/", "host"),
        ("ftp://site.test/", "address"),
        ("http://name:word@site.test/", "address"),
        ("http://[::bad/", "address"),
        ("http:///path", "address"),
        ("http://10.0.0.1/", "private"),
    ],
)
async def test_what_cannot_be_asked_says_why(site: Elsewhere, url: str, told: str) -> None:
    assert await reason(url, site.net) == told
    assert site.seen == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "//169.254.169.254/x"]
)
async def test_no_hop_leads_into_a_private_network(site: Elsewhere, target: str) -> None:
    assert await reason(site.url(f"/to/{target}"), site.net) == "private"
    assert len(site.seen) == 1


async def test_one_private_address_among_public_ones_is_enough(site: Elsewhere) -> None:
    site.names["site.test"] = [[HOME, "10.0.0.1"]]
    assert await reason(site.url("/"), site.net) == "private"
    assert site.seen == []


async def test_the_address_that_was_looked_at_is_the_one_that_is_reached(site: Elsewhere) -> None:
    """The name means another machine from the second question on: nobody asks it again for the
    connection, and who asks anew looks anew."""
    site.names["site.test"] = [[HOME], ["192.168.0.1"]]
    assert (await knock(site.url("/"), AGENT, site.net)).status == 200
    site.names["site.test"] = [[HOME], ["192.168.0.1"]]
    assert await reason(site.url("/to/" + site.url("/")), site.net) == "private"
    assert len(site.seen) == 2


async def test_without_a_net_of_its_own_nothing_here_is_reached(site: Elsewhere) -> None:
    assert await reason(f"http://{HOME}:{site.port}/", PUBLIC) == "private"
    assert await reason(f"http://2130706433:{site.port}/", PUBLIC) == "private"
    assert await reason("http://localhost/", PUBLIC) == "private"
    assert site.seen == []


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_only_public_addresses_are_open(address: str, is_open: bool) -> None:
    assert is_public(ip_address(address), 443) is is_open
    assert not is_public(ip_address(address), 8080)
