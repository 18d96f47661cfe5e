//! Tests of which findings the review of a script reports, and which it must not.

use super::super::super::csp::Csp;
use super::super::document::{Code, Page};
use super::super::{Declared, Lint};
use super::lexer::{Kind, Token};
use super::*;

fn reviewed(code: &str, allowed: Vec<Lint>, check: impl FnOnce(&Review<'_>)) {
    let csp = Csp::default();
    let declared = Declared {
        csp: &csp,
        allowed,
        has_runtime: true,
    };
    let mut found = Review::new(&declared);
    let page = Page {
        scripts: vec![Code {
            text: code.to_owned(),
            line: 10,
        }],
        ..Page::default()
    };
    review(&page, &mut found);
    check(&found);
}

/// Returns the findings in the code, each as `line: text`.
fn said(code: &str) -> Vec<String> {
    let mut said = Vec::new();
    reviewed(code, Vec::new(), |review| {
        said.extend(
            review
                .findings
                .iter()
                .map(|(line, what)| format!("{line}: {what}")),
        );
    });
    said
}

/// The words of `allow(…)` that the code needs.
fn lints(code: &str) -> Vec<&'static str> {
    let mut words = Vec::new();
    reviewed(code, Lint::ALL.to_vec(), |review| {
        assert!(review.findings.is_empty(), "{code}: {:?}", review.findings);
        words.extend(review.silenced.iter().map(|lint| lint.word()));
    });
    words
}

/// The tools that are seen to be called, and whether there may be more.
fn calls(code: &str) -> (Vec<String>, bool) {
    let mut calls = (Vec::new(), false);
    reviewed(code, Vec::new(), |review| {
        calls = (
            review.calls.iter().map(|(tool, _)| tool.clone()).collect(),
            review.calls_more,
        );
    });
    calls
}

fn kinds(code: &str) -> String {
    let kind = |Token { kind, .. }: &Token| match kind {
        Kind::Name(name) => name.clone(),
        Kind::Text {
            value,
            is_whole: true,
        } => format!("{value:?}"),
        Kind::Text {
            value,
            is_whole: false,
        } => format!("{value:?}+"),
        Kind::Punct(c) => c.to_string(),
        Kind::Number => "0".to_owned(),
        Kind::Regex => "//".to_owned(),
    };
    lexer::tokens(code, 1)
        .iter()
        .map(kind)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn code_is_told_from_what_is_none() {
    for (code, tokens) in [
        ("a // eval()\nb", "a b"),
        ("a /* eval()\n */ b", "a b"),
        ("a /*/ eval() */ b", "a b"),
        ("<!-- eval()\nb\n--> eval()\nc", "b c"),
        ("a --> b", "a - - > b"),
        (r#""eval(" + 'it\'s'"#, r#""eval(" + "it's""#),
        (
            r#""\x41\u0042\u{43}\n\
d""#,
            r#""ABC\nd""#,
        ),
        ("\"never closed\nb", "\"never closed\" b"),
        ("`plain`", "\"plain\""),
        ("`a${b}c${`d${e}`}f` g", "\"a\"+ ( b ) ( \"d\"+ ( e ) ) g"),
        ("`${{ a: 1 }}` b", "\"\"+ ( { a : 0 } ) b"),
        ("`never closed ${", "\"never closed \"+ ("),
        ("x = /[/\"]\\/eval(/g.test(y)", "x = // . test ( y )"),
        ("a / b / c", "a / b / c"),
        ("(a) / b / c", "( a ) / b / c"),
        ("if (a) /b\"/.test(c)", "if ( a ) // . test ( c )"),
        ("return /\"/", "return //"),
        ("i++ / 2; j-- / \"x\"", "i + + / 0 ; j - - / \"x\""),
        ("a + /\"/ - /\"/", "a + // - //"),
        ("{}\n/`/.test(a)\nb", "{ } // . test ( a ) b"),
        ("`${a}` / b / c", "\"\"+ ( a ) / b / c"),
        ("o.return / 2 / \"x\"", "o . return / 0 / \"x\""),
        ("a?.b ?? c ? .5 : 0x1F_n", "a . b ? ? c ? . 0 : 0"),
        ("[...a]", "[ … a ]"),
        ("größe.π", "größe . π"),
        ("a\u{2028}b", "a b"),
    ] {
        assert_eq!(kinds(code), tokens, "{code}");
    }
}

#[test]
fn lines_are_counted_through_all_of_it() {
    let code = "/*\n\n*/ a `\n\n${b}\n` '\\\n' c // x\nd /\n e";
    let lines: Vec<usize> = lexer::tokens(code, 1)
        .iter()
        .filter(|token| matches!(token.kind, Kind::Name(_)))
        .map(|token| token.line)
        .collect();
    assert_eq!(lines, [3, 5, 7, 8, 9]);
}

#[test]
fn calls_by_literals_are_seen() {
    let all = |code: &str, tools: &[&str]| {
        assert_eq!(
            calls(code),
            (tools.iter().map(|t| (*t).to_owned()).collect(), false),
            "{code}"
        );
    };
    all("mcp.callTool('refresh')", &["refresh"]);
    all(
        "await window.mcp.callTool(\"a\", {}); mcp?.callTool?.(`b`)",
        &["a", "b"],
    );
    all(
        "const { callTool, onResult } = mcp; callTool(\"a\")",
        &["a"],
    );
    all(
        "// mcp.callTool('a')\n'mcp.callTool(\"b\")'; /mcp.callTool('c')/",
        &[],
    );
    all("mcp.onResult(show); other.mcp = 1", &[]);
    let more = |code: &str| assert!(calls(code).1, "{code}");
    more("mcp.callTool(name)");
    more("mcp.callTool('item_' + kind)");
    more("mcp.callTool(`item_${kind}`)");
    more("const call = mcp.callTool; call('a')");
    more("const { callTool: call } = mcp");
    more("this.callTool('a')");
    more("api.callTool('a')");
    more("mcp[method]('a')");
    more("start(mcp)");
    more("const m = window.mcp;");
    more("parent.postMessage({ method: 'tools/call' }, '*')");
    more("import { start } from 'https://cdn.example.com/x.js'");
    more("import(name)");
    more("document.head.append(document.createElement('script'))");
}

#[test]
fn what_hosts_keep_from_scripts_is_told() {
    for (code, words) in [
        ("eval('1')", &["eval"][..]),
        ("window.eval(x); new Function('a', 'return a')", &["eval"]),
        ("setTimeout('go()', 5)", &["eval"]),
        ("WebAssembly.instantiate(bytes)", &["eval"]),
        (
            "localStorage.x = 1; window.sessionStorage.y; indexedDB.open('db')",
            &["storage"],
        ),
        ("document.cookie = 'a=b'", &["storage"]),
        ("window.open(url)", &["window_open"]),
        ("open('https://example.com')", &["window_open"]),
        ("alert(1); confirm('?'); window.prompt('?')", &["dialog"]),
        (
            "new Worker('w.js'); new SharedWorker(url); navigator.serviceWorker.register('s.js')",
            &["worker"],
        ),
        ("fetch('https://api.example.com/x')", &["fetch"]),
        (
            "fetch(`https://api.example.com/${id}`); fetch('https://api.example.com/' + id)",
            &["fetch"],
        ),
        ("fetch('/api')", &["fetch"]),
        ("new WebSocket('wss://live.example.com')", &["fetch"]),
        ("new EventSource(\"https://live.example.com/\")", &["fetch"]),
        (
            "request.open('GET', 'https://api.example.com/')",
            &["fetch"],
        ),
        (
            "navigator.sendBeacon('https://log.example.com/', data)",
            &["fetch"],
        ),
    ] {
        assert_eq!(lints(code), words, "{code}");
        assert!(!said(code).is_empty(), "{code}");
    }
}

#[test]
fn what_only_looks_like_it_is_not_told() {
    for code in [
        "math.eval(x)",
        "class Parser { eval(x) { return x } }",
        "function confirm(text) { show(text) } confirm('sure')",
        "const open = dialog => dialog.show(); open('https://example.com')",
        "const { confirm, a: { prompt = 1 } } = dialogs; confirm('x'); prompt('x')",
        "const [fetch] = clients; fetch('/x')",
        "let a = 1, alert = text => show(text); alert('x')",
        "function ask(a, { prompt }) { prompt('x') }",
        "const ask = async (alert, ...rest) => alert('x'); const say = confirm => confirm('x')",
        "var self = this; self.open('x'); self.alert('x')",
        "dialog.open(); open()",
        "store.localStorage.get()",
        "const settings = { localStorage: false }",
        "this.#localStorage = 1",
        "setTimeout(go, 5)",
        "fetch(url); fetch(`${base}/x`); cache.fetch('https://api.example.com/')",
        "'eval(1)'; // localStorage\n`document.cookie`; /alert(1)/",
        "document.title = 'x'; x.document.cookie",
        "file.open('GET')",
        "Array.from('https://example.com'); const from = 'x'",
        "import.meta.url",
    ] {
        assert_eq!(said(code), [""; 0], "{code}");
    }
}

#[test]
fn what_is_only_used_is_not_declared() {
    for code in [
        "const { a = alert('x') } = b",
        "const { alert: a } = window; alert('x')",
        "const a = b, c = alert('x')",
        "call(a, alert('x'))",
        "go((a = alert, b) => a); alert('x')",
        "if (a, alert == b) {} alert('x')",
        "function* ask() { alert('x') }",
        "() => alert('x')",
        "self.alert('x')",
    ] {
        assert_eq!(lints(code), ["dialog"], "{code}");
    }
}

#[test]
fn imports_are_loads() {
    let one = |code: &str, says: &str| {
        let said = said(code);
        assert!(
            matches!(&said[..], [one] if one.contains(says)),
            "{code}: {said:?}"
        );
    };
    one(
        "import a, { b } from 'https://cdn.example.com/a.js'",
        "csp(resource = [\"https://cdn.example.com\"])",
    );
    one(
        "import 'https://cdn.example.com/a.js'",
        "https://cdn.example.com",
    );
    one(
        "export * from \"https://cdn.example.com/a.js\"",
        "https://cdn.example.com",
    );
    one(
        "const a = await import('https://cdn.example.com/a.js')",
        "https://cdn.example.com",
    );
    one("import './a.js'", "is relative");
    one("import { html } from 'lit'", "bundle it");
    one("import a from 'data:text/javascript,1'", "`data:` URL");
}

#[test]
fn what_is_told_names_its_line_and_what_to_write() {
    assert_eq!(
        said("\n\nlocalStorage.x"),
        [
            "12: `localStorage` is missing in some hosts, and forgotten in others; keep what must \
             last on the server, behind a tool, or say that it is meant: `allow(storage)`"
        ]
    );
    assert_eq!(said("send('ui/initialize')").len(), 1);
}

#[test]
fn no_code_makes_it_panic() {
    const PIECES: [&str; 40] = [
        "\"",
        "'",
        "`",
        "${",
        "}",
        "{",
        "(",
        ")",
        "/",
        "*",
        "//",
        "/*",
        "*/",
        "\\",
        "\\u",
        "\\u{",
        "\\x",
        "\n",
        "<!--",
        "-->",
        "?.",
        "...",
        "callTool",
        "mcp",
        ".",
        "eval",
        "import",
        "from",
        "new",
        "Worker",
        "open",
        "fetch",
        "é",
        "\u{2028}",
        "0",
        "[",
        "]",
        "=",
        ",",
        "https://a/",
    ];
    let mut seed = 7_u64;
    for _ in 0..4_000 {
        let mut code = String::new();
        for _ in 0..24 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            code.push_str(PIECES[(seed >> 33) as usize % PIECES.len()]);
        }
        said(&code);
        for (cut, _) in code.char_indices() {
            lexer::tokens(&code[cut..], 1);
        }
    }
}
