//! Tests of which findings the review of a document reports, and which it must not.

use super::super::csp::Csp;
use super::*;

mod loads;

fn csp(tokens: proc_macro2::TokenStream) -> Csp {
    let mut mistakes = crate::diagnostics::Mistakes::new();
    let csp = Csp::validate(&crate::attr::metas(tokens, &mut mistakes), &mut mistakes);
    assert!(mistakes.finish().is_ok());
    csp
}

fn read(text: &str, csp: &Csp, allowed: &[Lint]) -> Template {
    Template::of(
        "view.html",
        text,
        &Declared {
            csp,
            allowed: allowed.to_vec(),
            has_runtime: true,
        },
    )
}

fn wrong(text: &str) -> Vec<String> {
    read(text, &Csp::default(), &[]).wrong
}

fn page(body: &str) -> String {
    format!("<!doctype html>\n<html>\n<head></head>\n<body>\n{body}\n</body>\n</html>\n")
}

/// Returns the findings in a page with this body, which begins at line 5.
fn wrong_in(body: &str) -> Vec<String> {
    wrong(&page(body))
}

#[test]
fn a_document_without_its_frame_is_told_once() {
    for (text, says) in [
        (
            "",
            "1: a view is a whole HTML document, and this one doesn't begin with its doctype",
        ),
        (
            "<p>Hello</p>",
            "1: a view is a whole HTML document, and this one doesn't begin",
        ),
        ("\n\nHello <html><head></head></html>", "<!doctype html>"),
        ("<html><head></head></html>", "<!doctype html>"),
        (
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n<html><head></head></html>",
            "1: a view is HTML 5, and this doctype says otherwise",
        ),
        (
            "<!doctype html>\n<p>Hello</p>",
            "2: a view is a whole HTML document; write `<html>`",
        ),
        ("<!doctype html>\n<!-- <html><head> -->", "write `<html>`"),
        (
            "<!doctype html>\n<html>\n<body>",
            "3: a view is a whole HTML document; write `<head>`",
        ),
        ("<!doctype html>\n<html>\n<!-- <head> -->", "write `<head>`"),
    ] {
        let wrong = wrong(text);
        assert!(
            matches!(&wrong[..], [one] if one.starts_with("view.html:") && one.contains(says)),
            "{text}: {wrong:?}"
        );
    }
}

#[test]
fn the_view_runtime_comes_first() {
    for start in [
        "<!DOCTYPE HTML>\n<html>\n<head>",
        "\u{feff}<!-- a > b --><!doctype html><html lang=de>\r\n<HEAD class='a>b' >",
        "<!doctype html SYSTEM 'about:legacy-compat'><html><head/>",
    ] {
        let template = read(
            &format!("{start}<title>é</title></head></html>"),
            &Csp::default(),
            &[],
        );
        let start = start.trim_start_matches('\u{feff}');
        assert_eq!(template.wrong, [""; 0], "{start}");
        assert!(
            template.html.starts_with(&format!("{start}<script>")),
            "{}",
            template.html
        );
        assert!(
            template
                .html
                .ends_with("</script><title>é</title></head></html>"),
            "{}",
            template.html
        );
    }
    let csp = Csp::default();
    let text = page("<script>send('ui/initialize')</script>");
    let own = Template::of(
        "view.html",
        &text,
        &Declared {
            csp: &csp,
            allowed: Vec::new(),
            has_runtime: false,
        },
    );
    assert_eq!(
        (own.wrong, own.html, own.calls_more),
        (Vec::new(), text, true)
    );
}

#[test]
fn an_opted_out_view_greets_the_host_itself() {
    let csp = csp(quote::quote!(resource = ["https://cdn.example.com"]));
    let greets = |body: &str| {
        let declared = Declared {
            csp: &csp,
            allowed: Vec::new(),
            has_runtime: false,
        };
        let wrong = Template::of("view.html", &page(body), &declared).wrong;
        assert!(
            wrong
                .iter()
                .all(|wrong| wrong.contains("send `ui/initialize`")),
            "{wrong:?}"
        );
        wrong.is_empty()
    };
    assert!(greets(
        "<script>post({ method: \"ui/initialize\" })</script>"
    ));
    assert!(greets(
        "<script type=module>const app = new App({ name: 'x' }, {})</script>"
    ));
    assert!(greets(
        "<script src=https://cdn.example.com/app.js></script>"
    ));
    assert!(!greets("<script>// \"ui/initialize\"</script>"));
    assert!(!greets(
        "<p>ui/initialize</p><script type=text/plain>'ui/initialize'</script>"
    ));
}

#[test]
fn what_a_policy_keeps_out_is_told() {
    for (body, says) in [
        (
            "<script src=https://cdn.example.com/x.js></script>",
            "csp(resource = [\"https://cdn.example.com\"])",
        ),
        (
            "<script src='https&#58;//cdn.example.com/x.js'></script>",
            "csp(resource = [\"https://cdn.example.com\"])",
        ),
        (
            "<SCRIPT\n SRC = \"&#x68;ttps://cdn.example.com/x.js\"></SCRIPT>",
            "view.html:6: `<script src>`",
        ),
        ("<script src=app.js></script>", "is relative (\"app.js\")"),
        (
            "<script src=//cdn.example.com/x.js></script>",
            "write \"https://cdn.example.com/x.js\"",
        ),
        (
            "<script src='data:text/javascript,1'></script>",
            "is a `data:` URL",
        ),
        (
            "<link rel='preload stylesheet' href=https://cdn.example.com/x.css>",
            "between `<style>` and `</style>`",
        ),
        ("<link rel=icon href=/favicon.ico>", "as a `data:` URL"),
        (
            "<link rel=preload as=font href='data:font/woff2,x'>",
            "font-family: var(--font-sans)",
        ),
        (
            "<link rel=modulepreload href=https://cdn.example.com/x.js>",
            "https://cdn.example.com",
        ),
        ("<img src=logo.png>", "is relative (\"logo.png\")"),
        ("<img src=blob:https://example.com/1>", "is a `blob:` URL"),
        (
            "<img srcset='data:image/png;base64,AA,BB 1x, https://cdn.example.com/2.png 2x'>",
            "`<img srcset>` loads from https://cdn.example.com",
        ),
        (
            "<img srcset='data:image/png;base64,AA, b.png'>",
            "is relative (\"b.png\")",
        ),
        (
            "<video src=https://media.example.com/a.mp4></video>",
            "csp(resource = [\"https://media.example.com\"])",
        ),
        (
            "<video poster=https://media.example.com/a.png></video>",
            "`<video poster>`",
        ),
        (
            "<audio><source src=a.ogg></audio>",
            "`<source src>` is relative",
        ),
        (
            "<video><track src=a.vtt></video>",
            "`<track src>` is relative",
        ),
        ("<input type=image src=a.png>", "`<input src>` is relative"),
        (
            "<svg><script href=https://cdn.example.com/x.js></script></svg>",
            "`<script href>` loads from https://cdn.example.com",
        ),
        (
            "<svg><image href=https://cdn.example.com/a.png /></svg>",
            "`<image href>`",
        ),
        (
            "<svg><use xlink:href=icons.svg#a /></svg>",
            "`<use xlink:href>`",
        ),
        (
            "<iframe src=https://video.example.com/1></iframe>",
            "csp(frame = [\"https://video.example.com\"])",
        ),
        ("<iframe src=data:text/html,x></iframe>", "is a `data:` URL"),
        ("<object data=a.svg></object>", "object-src 'none'"),
        ("<embed src=a.svg>", "object-src 'none'"),
        (
            "<base href=https://example.com/>",
            "csp(base_uri = [\"https://example.com\"])",
        ),
        ("<base href=/app/>", "`<base href>` needs a whole URL"),
        ("<form action=https://example.com/></form>", "allow(form)"),
        (
            "<form><button formaction=/save></button></form>",
            "allow(form)",
        ),
        ("<p style='background: url(a.png)'>", "`style` is relative"),
        (
            "<style>\n\n.a { background: URL( \"a.png\" ) }</style>",
            "view.html:7: `<style>` is relative",
        ),
        (
            "<style>@import 'https://fonts.example.com/x.css';</style>",
            "`@import` loads from",
        ),
        (
            "<style>@import url(https://fonts.example.com/x.css);</style>",
            "`@import` loads from",
        ),
        (
            "<style>@media x { @font-face { src: local(a), url('data:font/woff2,x') } }</style>",
            "`@font-face` is a `data:` URL",
        ),
        (
            "<style>.a { background: url(https\\3a //cdn.example.com/a.png) }</style>",
            "https://cdn.example.com",
        ),
        (
            "<button onclick=\"localStorage.x = &quot;y&quot;\">",
            "allow(storage)",
        ),
        ("<a href=\"javascript:alert(1)\">x</a>", "allow(dialog)"),
        (
            "<script>if (a) {\n eval(b) }</script>",
            "view.html:6: `eval`",
        ),
        (
            "<template><script src=x.js></script></template>",
            "is relative",
        ),
    ] {
        let wrong = wrong_in(body);
        assert!(
            matches!(&wrong[..], [one] if one.contains(says)),
            "{body}: {wrong:?}"
        );
    }
}

#[test]
fn what_a_policy_lets_in_is_not_told() {
    for body in [
        "<!-- <script src=x.js></script> -->",
        "<a href=page.html>x</a><a href=http://example.com>y</a><a href='#top'>z</a>",
        "<img src='data:image/png;base64,AAAA' srcset='data:image/png;base64,AA 2x'><img src=''>",
        "<style>.a { background: url(data:image/svg+xml,x), url(#gradient) } /* url(a.png) */ .b::before { content: \"url(b.png)\" }</style>",
        "<style>@namespace svg url(http://www.w3.org/2000/svg); @charset 'utf-8';</style>",
        "<svg><use href='#icon' /></svg>",
        "<iframe srcdoc='<p>x</p>' src=x.html></iframe><iframe src=about:blank></iframe>",
        "<link rel=preconnect href=https://cdn.example.com><link rel=canonical href=/x>",
        "<form onsubmit='return save()'></form><form action=''></form>",
        "<textarea><script src=x.js></script></textarea><title><img src=x.png></title>",
        "<script type=application/json>{ \"eval(\": 1 }</script>",
        "<script type=importmap>{}</script><script type=module>import 'lit'</script>",
        "<script>x = '<script src=x.js><\\/script>'</script>",
        "<script>//<![CDATA[\nif (1 < 2 && 3) { x = \"</p>\" }\n//]]></script>",
        "<svg><style><![CDATA[ .a { fill: red } ]]></style></svg>",
    ] {
        assert_eq!(wrong_in(body), [""; 0], "{body}");
    }
}

#[test]
fn a_script_ends_where_its_end_tag_stands_even_in_a_string() {
    let template = read(
        &page("<script>a = \"</script>\"; mcp.callTool('x')</script>"),
        &Csp::default(),
        &[],
    );
    assert_eq!(
        (template.calls, template.wrong),
        (Vec::new(), Vec::<String>::new())
    );
}

#[test]
fn declared_origins_pass() {
    let csp = csp(quote::quote! {
        connect = ["https://api.example.com"], resource = ["https://*.example.com"], frame = ["https://video.example.com"],
        base_uri = ["https://cdn.example.com"]
    });
    let body = "<base href=https://cdn.example.com/app/><script src=x.js></script><img src=https://img.example.com/a.png>
        <iframe src=https://video.example.com/1></iframe><style>@font-face { src: url(https://cdn.example.com/a.woff2) }</style>
        <script>fetch('https://api.example.com/x')</script>";
    assert_eq!(read(&page(body), &csp, &[]).wrong, [""; 0]);
    assert!(
        read(
            &page("<script>new WebSocket('wss://api.example.com')</script>"),
            &csp,
            &[]
        )
        .wrong[0]
            .contains("wss://api.example.com")
    );
}

#[test]
fn calls_are_told_with_their_lines() {
    let template = read(
        &page(
            "<button onclick='mcp.callTool(&quot;refresh&quot;)'></button>\n<script>\n\n  mcp.callTool('save', {})</script>\r\n<script>\nmcp.callTool('drop')</script>",
        ),
        &Csp::default(),
        &[],
    );
    let calls: Vec<(&str, u32)> = template
        .calls
        .iter()
        .map(|(tool, line)| (tool.as_str(), *line))
        .collect();
    assert_eq!(
        (calls, template.calls_more),
        (vec![("refresh", 5), ("save", 8), ("drop", 10)], false)
    );
    assert!(
        read(
            &page("<script src=https://cdn.example.com/x.js></script>"),
            &Csp::default(),
            &[]
        )
        .calls_more
    );
}

#[test]
fn what_is_allowed_is_not_told_but_known() {
    let text = page("<script>eval('1'); localStorage.x</script>");
    let template = read(&text, &Csp::default(), &[Lint::Eval, Lint::Worker]);
    assert_eq!(template.wrong.len(), 1);
    assert!(template.calls_more);
    assert_eq!(template.silenced, [Lint::Eval].into());
    let large = page(&"x".repeat(LARGE));
    assert!(
        wrong(&large)[0].starts_with("view.html:1: the document has 256 KiB"),
        "{:?}",
        wrong(&large)
    );
    assert_eq!(read(&large, &Csp::default(), &[Lint::Size]).wrong, [""; 0]);
}

#[test]
fn no_text_makes_it_panic() {
    const PIECES: [&str; 36] = [
        "<",
        ">",
        "</",
        "/>",
        "<!doctype html>",
        "<html>",
        "<head>",
        "<script",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        " src=",
        " style=",
        " srcset=",
        " onclick=",
        "\"",
        "'",
        "&#58;",
        "&#x110000;",
        "&amp",
        "url(",
        "@import",
        "{",
        "}",
        "\\",
        "\n",
        "\r\n",
        "\0",
        "é",
        ",",
        "https://a/",
        "<![CDATA[",
        "<img",
    ];
    let mut seed = 1_u64;
    let mut random = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    for _ in 0..4_000 {
        let text: String = (0..24).map(|_| PIECES[random() % PIECES.len()]).collect();
        wrong(&text);
        let bytes: Vec<u8> = (0..48).map(|_| (random() & 0xff) as u8).collect();
        wrong(&String::from_utf8_lossy(&bytes));
    }
}
