from tests.support.network import *
import pytest
from medborgarbudget.domain.network.newsletter import actions as N
from medborgarbudget.domain.network.newsletter.models import *
@pytest.mark.django_db
def test_it(client, hub, frida, asta, now, mailoutbox):
    m=make_member(hub, contact=asta)
    e=make_example(hub, frida, member=m, latitude=59.9, longitude=16.6)
    i=make_item(hub, frida)
    r=client.post("/natverket/nyhetsbrev/",{"email":"Nils@exempel.example","language":"sv","consent":"on"}); assert r.status_code==302
    print(mailoutbox[0].body)
    import re
    u=re.search(r"/nyhetsbrev/bekrafta/\S+",mailoutbox[0].body)[0]
    r=client.get("/natverket"+u); assert r.status_code==200
    r=client.post("/natverket"+u); assert r.status_code==200
    client.signed_in_as(frida)
    r=client.post("/natverket/kansli/nyhetsbrev/nytt/",{"title":"Vårnytt","intro":"Hej","language":"sv"}); assert r.status_code==302,r.content.decode()
    n=Newsletter.objects.get()
    b=f"/natverket/kansli/nyhetsbrev/{n.pk}/"
    assert client.get(b).status_code==200
    r=client.get(b+"valj/"); assert r.status_code==200
    ids=re.findall(r'name="val" value="(\d+)"',r.content.decode()); print(ids)
    r=client.post(b+"valj/",{"val":ids}); assert r.status_code==302
    assert client.get(b).status_code==200
    assert client.get(b+"skicka/").status_code==200
    r=client.post(b+"prov/"); assert r.status_code==302
    r=client.post(b+"skicka/",{"sure":"on"}); assert r.status_code==302
    r=client.get(b); assert r.status_code==200
    n.refresh_from_db(); print(n.state)
    print(mailoutbox[-1].to, mailoutbox[-1].extra_headers); print(mailoutbox[-1].body)
    client.logout()
    assert client.get(f"/natverket/nyhetsbrev/{n.pk}/").status_code==200
    assert client.get(f"/natverket/jamforelse/").status_code==200
    client.signed_in_as(asta)
    assert client.get(f"/natverket/jamforelse/vara/").status_code==200
    from django.core.files.uploadedfile import SimpleUploadedFile
    r=client.post(f"/natverket/jamforelse/vara/",{"file":SimpleUploadedFile("a.csv","namn;år;pengar;invånare;förslag;bedömda;godkända;röstande\r\nSkolbudget;2026;1 250 000 kr;22000;100;90;40;900\r\n".encode("latin-1"))})
    assert r.status_code==302, r.content.decode()
    client.signed_in_as(frida)
    assert client.get(f"/natverket/kansli/jamforelse/").status_code==200
    from medborgarbudget.domain.network.comparison.models import ComparedCycle
    c=ComparedCycle.objects.get()
    assert client.get(f"/natverket/kansli/jamforelse/{c.pk}/").status_code==200
    assert client.post(f"/natverket/kansli/jamforelse/{c.pk}/",{"gor":"godkann"}).status_code==302
    r=client.get(f"/natverket/jamforelse/?matt=deltagande"); assert r.status_code==200; assert "4,1" in r.content.decode()
    assert client.get(f"/natverket/jamforelse/jamforelse.xlsx").status_code==200
