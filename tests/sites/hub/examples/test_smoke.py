from tests.support.network import *
import pytest


@pytest.mark.django_db
def test_it(client, hub, frida, asta, now):
    m = make_member(hub, contact=asta)
    e = make_example(hub, frida, member=m, latitude=59.9, longitude=16.6)
    i = make_item(hub, frida)
    for u in [
        "exempel/",
        "exempel/?visa=karta",
        "exempel/?sok=skolg&inriktning=group",
        f"exempel/{e.slug}/",
        "exempel/exempel.json",
        "exempel/exempel.csv",
        "bibliotek/",
        f"bibliotek/{i.pk}/",
        "bibliotek/flode.atom",
        "sok/?q=skolg%C3%A5rdar",
        "sok/",
    ]:
        r = client.get("/natverket/" + u)
        assert r.status_code == 200, u
        print(u, len(r.content))
    client.signed_in_as(asta)
    for u in ["exempel/skicka-in/", "exempel/vara/", "bibliotek/tipsa/", "bibliotek/mina-tips/"]:
        r = client.get("/natverket/" + u)
        assert r.status_code == 200, u
    client.logout()
    client.signed_in_as(frida)
    for u in [
        "exempel/",
        f"exempel/{e.slug}/",
        f"exempel/{e.slug}/redigera/",
        "bibliotek/",
        "bibliotek/nytt/",
        f"bibliotek/{i.pk}/",
        f"bibliotek/{i.pk}/lank/",
    ]:
        r = client.get("/natverket/kansli/" + u)
        assert r.status_code == 200, u
