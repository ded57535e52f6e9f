"""The page as an app on a phone, also where it stands under a path."""

import json
import re

import pytest


async def test_the_manifest_says_what_is_installed(visitor):
    response = await visitor.get("/manifest.webmanifest")
    assert response.headers["content-type"] == "application/manifest+json"
    told = response.json()
    assert told["name"] == "青山县交通运输局交通法规问答"
    assert (told["start_url"], told["scope"]) == ("/", "/")
    for icon in told["icons"]:
        assert (await visitor.get(icon["src"])).headers["content-type"] == "image/png"
    page = await visitor.get("/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert "manifest-src 'self'" in page.headers["content-security-policy"]


async def test_a_frame_on_another_site_installs_nothing(visitor):
    page = (await visitor.get("/embed")).text
    assert "manifest" not in page
    assert "installed.js" not in page


@pytest.mark.parametrize("root", ["", "/pufa"])
async def test_the_worker_keeps_files_that_are_there(make_application, visit, root):
    application = make_application(public_url=f"https://county.gov.cn{root}")
    async with visit(application) as visitor:
        response = await visitor.get(f"{root}/worker.js")
        assert response.headers["service-worker-allowed"] == f"{root}/"
        told = json.loads(response.text.partition("const TOLD = ")[2].partition(";\n")[0])
        assert told["root"] == root
        for address in told["kept"]:
            assert address.startswith(f"{root}/")
            assert (await visitor.get(address)).status_code == 200
        manifest = (await visitor.get(f"{root}/manifest.webmanifest")).json()
        assert (manifest["start_url"], manifest["scope"]) == (f"{root}/", f"{root}/")


async def test_another_bureau_means_another_worker(application, visitor):
    before = (await visitor.get("/worker.js")).text
    overlay = application.settings.overlay_dir
    overlay.mkdir(parents=True, exist_ok=True)
    profile = (application.settings.knowledge_dir / "bureau.yaml").read_text(encoding="utf-8")
    (overlay / "bureau.yaml").write_text(profile.replace("12328", "0571-1"), encoding="utf-8")
    await application.knowledge.reload()
    assert (await visitor.get("/worker.js")).text != before


async def test_the_offline_page_names_numbers_to_dial(visitor, application):
    page = (await visitor.get("/offline")).text
    assert 'href="tel:122"' in page
    assert 'href="tel:12328"' in page
    told = re.findall(r"<dd>(.*?)</dd>", page)
    offices = application.library.offices
    assert len(told) == len(offices) + 1, "the bureau's own stands above them"
    for words, office in zip(told[1:], offices, strict=True):
        assert re.findall(r'tel:([\d-]+)"', words), f"{office.name} can be called at a tap"
