"""Listings: the same for everybody until the knowledge changes, and not sent twice."""

import pytest

LISTINGS = ("/api/entries", "/api/statutes", "/entries", "/statutes", "/topics/货运超限",
            "/sitemap.xml", "/api/entries?topic=货运超限", "/entries?size=large")  # fmt: skip


@pytest.mark.parametrize("path", LISTINGS)
async def test_who_has_it_already_is_told_so(visitor, path):
    first = await visitor.get(path)
    tag = first.headers["etag"]
    again = await visitor.get(path, headers={"If-None-Match": tag})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert again.headers["etag"] == tag


@pytest.mark.parametrize("path", LISTINGS)
async def test_it_is_the_same_packed_and_plain(visitor, path):
    packed = await visitor.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await visitor.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


async def test_listings_are_told_apart(visitor):
    bodies = {(await visitor.get(path)).content for path in LISTINGS}
    assert len(bodies) == len(LISTINGS)


async def test_a_change_of_the_knowledge_is_another_listing(visitor, application):
    before = await visitor.get("/api/entries")
    entry = next(iter(application.library.entries.values()))
    own = application.settings.overlay_dir / "entries" / entry.topic / entry.path.name
    own.parent.mkdir(parents=True)
    text = entry.path.read_text(encoding="utf-8")
    own.write_text(text.replace(entry.question, "换了一个问法，怎么办？"), encoding="utf-8")
    await application.knowledge.reload()
    after = await visitor.get("/api/entries", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "换了一个问法" in after.text
    assert "换了一个问法" in (await visitor.get("/entries")).text


async def test_made_up_topics_are_not_kept(visitor, application):
    for number in range(50):
        assert (await visitor.get(f"/api/entries?topic={number}")).json() == {"entries": []}
    site = visitor._transport.app.state.site
    assert len(site.listings._kept) == 1


async def test_hot_questions_are_counted_once_a_minute(make_application, visit):
    application, reads = make_application(), []
    read = application.database.read

    async def counted(work, *args, **kwargs):
        reads.append(work.__name__)
        return await read(work, *args, **kwargs)

    application.database.read = counted
    async with visit(application) as visitor:
        for _ in range(5):
            assert (await visitor.get("/")).status_code == 200
    assert reads.count("most_asked") == 1
