//! The URLs that style sheets and scripts load.

use super::all;

#[test]
fn style_sheets_load_by_urls_and_strings_in_sets() {
    all(&[
        (
            "<p style='background: image-set(\"data:image/png,a\" 1x, \"HERE\" 2x)'>",
            "resource",
        ),
        (
            "<p style='background: -webkit-image-set(url(HERE) 1x)'>",
            "resource",
        ),
        (
            "<p style='background: Image-Set(linear-gradient(red, blue) 1x, \"HERE\" 2x)'>",
            "resource",
        ),
        (
            "<p style='background: image-set(\"data:image/png,a\" type(\"HERE\") 1x)'>",
            "",
        ),
        (
            "<p style='background: cross-fade(url(HERE), url(data:image/png,a), 50%)'>",
            "resource",
        ),
        (
            "<p style='background: cross-fade(\"HERE\", red); content: \"HERE\"; quotes: \"HERE\"'>",
            "",
        ),
        ("<p style='background: u\\72l(HERE)'>", "resource"),
        ("<p style='background: url(HERE(a))'>", ""),
        ("<p style='background: url(HERE a)'>", ""),
        ("<p style='background: url( HERE/a\\ b.png )'>", "resource"),
        ("<p style='cursor: url( \"HERE\" ), auto'>", "resource"),
        (
            "<style>@import 'HERE' layer(base) supports(background: url(https://y.example.com)) screen;</style>",
            "resource",
        ),
        ("<style>@IMPORT/**/url(HERE);</style>", "resource"),
        ("<style>@\\69mport \"HERE\";</style>", "resource"),
        (
            "<style>@font-face { font-family: a; src: local('HERE'), url(HERE) format('woff2') }</style>",
            "resource",
        ),
        (
            "<style>@namespace url(HERE); @supports (background: url(HERE)) or (background: image-set(\"HERE\" 1x)) {}</style>",
            "",
        ),
        (
            "<style>.a\\'b { color: red } .c { background: url(HERE) } .d\\'e {}</style>",
            "resource",
        ),
        (
            "<style>.a\\'b { color: red } .c { content: 'url(HERE)' }</style>",
            "",
        ),
        (
            "<style>a[href='HERE'], a[href^=\"url(HERE)\"] { color: red } /* url(HERE) */</style>",
            "",
        ),
        ("<style type=text/less>@import 'HERE';</style>", ""),
    ]);
}

#[test]
fn scripts_connect_and_load_by_literals() {
    all(&[
        ("<script>fetch('HERE')</script>", "connect"),
        ("<script>fetch(`HERE/${id}`)</script>", "connect"),
        ("<script>fetch('HERE/' + id)</script>", "connect"),
        ("<script>fetch('HERE/'.concat(id))</script>", "connect"),
        ("<script>import('HERE/'.concat(id))</script>", "resource"),
        (
            "<script>fetch(new Request('HERE', { method: 'POST' }), { priority: 'low' })</script>",
            "connect",
        ),
        ("<script>fetch(new URL('HERE'))</script>", "connect"),
        ("<script>fetch(new URL('HERE').href)</script>", "connect"),
        (
            "<script>fetch(new URL(`/items/${id}`, 'HERE'))</script>",
            "",
        ),
        (
            "<script>fetch(new URL('/items', 'HERE'))</script>",
            "connect",
        ),
        (
            "<script>fetch(new URL('/items', base)); fetch(new URL('/items'))</script>",
            "",
        ),
        (
            "<script>fetch(new Request(new URL(`HERE/${id}`)))</script>",
            "connect",
        ),
        (
            "<script>fetch(new URL('HERE?u=x').searchParams.get('u'))</script>",
            "",
        ),
        (
            "<script>fetch('HERE/{id}'.replace('{id}', id))</script>",
            "",
        ),
        (
            "<script>new URL('HERE'); new Request('HERE'); console.log('HERE'); link.href = 'HERE'</script>",
            "",
        ),
        (
            "<script>const { Request, WebSocket } = doubles; fetch(new Request('HERE')); new WebSocket('HERE')</script>",
            "",
        ),
        ("<script>new EventSource('HERE')</script>", "connect"),
        ("<script>new window.EventSource('HERE')</script>", "connect"),
        ("<script>new WebTransport('HERE')</script>", "connect"),
        (
            "<script>navigator.sendBeacon('HERE', data)</script>",
            "connect",
        ),
        ("<script>tracker.sendBeacon('HERE')</script>", ""),
        ("<script>import('HERE')</script>", "resource"),
        ("<script>import(`HERE/${name}.js`)</script>", "resource"),
        (
            "<script>import('ht' + rest); import(`lit/${name}`)</script>",
            "",
        ),
        (
            "<script type=importmap>{ \"imports\": { \"lit\": \"HERE\" } }</script>",
            "resource",
        ),
        (
            "<script type=importmap>{ \"integrity\": { \"HERE\": \"sha384-a/b\" } }</script>",
            "",
        ),
        ("<script>new Worker('HERE')</script>", "worker"),
        ("<script>new Audio('HERE')</script>", "resource"),
        ("<script>new Image().src = 'HERE'</script>", "resource"),
        (
            "<script>const a = new Image(4, 4)\na.src = 'HERE'\nb()</script>",
            "resource",
        ),
        (
            "<script>let a; a = new Image(); a.src = `HERE?${id}`;</script>",
            "resource",
        ),
        (
            "<script>const a = document.createElement('script'); a.setAttribute('src', 'HERE')</script>",
            "resource",
        ),
        (
            "<script>const a = document.createElement('iframe'); a.src = 'HERE'</script>",
            "frame",
        ),
        (
            "<script>const a = document.createElement('video'); a.poster = 'HERE'</script>",
            "resource",
        ),
        (
            "<script>const a = document.createElement('a'); a.href = 'HERE'; a.src = 'HERE'</script>",
            "",
        ),
        (
            "<script>const a = new Image(); a.alt = 'HERE'; a.dataset.src = 'HERE'; b.a.src = 'HERE'; a.src == 'HERE'</script>",
            "",
        ),
        (
            "<script>let a = new Image(); a = {}; a.src = 'HERE'</script>",
            "",
        ),
        (
            "<script>const a = new Image(); function f(a) { a.src = 'HERE' }</script>",
            "",
        ),
        (
            "<script>const a = {}; a.src = 'HERE'; picture.src = 'HERE'; this.src = 'HERE'</script>",
            "",
        ),
        (
            "<script>const a = new Image(); a.src = 'HERE'.slice(1); a.src = 'ht' + rest</script>",
            "",
        ),
    ]);
}
