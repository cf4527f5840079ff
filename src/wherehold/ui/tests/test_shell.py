"""What stands around a page depends on who looks at it."""

from wherehold.kernel.actor import Actor, Grant


def test_the_navigation_shows_where_one_may_go_and_where_one_is(render):
    page = render("ui/more.html", path="/assets/7")

    assert 'href="/assets" aria-current="page"' in page
    assert 'href="/scan"' in page
    assert "Priya Raman" in page


def test_the_overview_is_not_where_one_is_on_every_page(render):
    assert 'href="/" aria-current' not in render("ui/more.html", path="/elsewhere")
    assert 'href="/" aria-current="page"' in render("ui/more.html", path="/")


def test_who_may_see_nothing_is_led_nowhere(render):
    page = render("ui/more.html", actor=Actor("party:2", (Grant(frozenset({"label.print"})),)))

    assert 'href="/assets"' not in page and 'href="/scan"' not in page


def test_who_holds_things_may_go_to_them(render):
    holder = Actor("party:2", party_id=2, own=frozenset({"asset.see"}))

    assert 'href="/assets"' in render("ui/more.html", actor=holder)


def test_the_theme_is_set_before_anything_is_drawn(render):
    assert 'data-theme="dark"' in render("ui/more.html", cookies={"wh_theme": "dark"})
    assert "data-theme=" not in render("ui/more.html").split("<body")[0]
    assert "data-theme=" not in render("ui/more.html", cookies={"wh_theme": "x"}).split("<body")[0]


def test_failures_need_no_shell(render):
    page = render("ui/failure.html", {"title": "One moment", "text": "Away.", "status": 503})

    assert "<h1>One moment</h1>" in page and "503" in page
    assert 'class="side"' not in page
