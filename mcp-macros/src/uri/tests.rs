use super::*;

fn literal(text: &str) -> Piece {
    Piece::Literal(text.to_owned())
}

fn expression(operator: Operator, names: &[&str]) -> Piece {
    Piece::Expression {
        operator,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn what_is_right_is_cut_into_pieces() {
    use Operator::{Continuation, Fragment, Label, Path, Query, Reserved, Simple};
    for (text, pieces) in [
        ("config://app", vec![literal("config://app")]),
        ("urn:isbn:1", vec![literal("urn:isbn:1")]),
        ("x-y+z.1:", vec![literal("x-y+z.1:")]),
        (
            "https://u@[::1]:80/a%20b;c=(1)!$&'*,?d#e",
            vec![literal("https://u@[::1]:80/a%20b;c=(1)!$&'*,?d#e")],
        ),
        ("x:%61%2db%2f%c3%a9%7e", vec![literal("x:a-b%2F%C3%A9~")]),
        (
            "file:///{+path}",
            vec![literal("file:///"), expression(Reserved, &["path"])],
        ),
        (
            "db://{table}/{id}.json",
            vec![
                literal("db://"),
                expression(Simple, &["table"]),
                literal("/"),
                expression(Simple, &["id"]),
                literal(".json"),
            ],
        ),
        (
            "geo:{lat,lon}",
            vec![literal("geo:"), expression(Simple, &["lat", "lon"])],
        ),
        (
            "x:{a}{.b}{/c,_d2}{?type}{#f}",
            vec![
                literal("x:"),
                expression(Simple, &["a"]),
                expression(Label, &["b"]),
                expression(Path, &["c", "_d2"]),
                expression(Query, &["type"]),
                expression(Fragment, &["f"]),
            ],
        ),
        (
            "x:?k={a}{&b,c}",
            vec![
                literal("x:?k="),
                expression(Simple, &["a"]),
                expression(Continuation, &["b", "c"]),
            ],
        ),
        (
            "x:{+a}#{b}?{c}",
            vec![
                literal("x:"),
                expression(Reserved, &["a"]),
                literal("#"),
                expression(Simple, &["b"]),
                literal("?"),
                expression(Simple, &["c"]),
            ],
        ),
    ] {
        let template = read(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        assert_eq!(template.pieces, pieces, "{text}");
        assert_eq!(template.is_plain(), !text.contains('{'));
    }
    let template = read("x:{a}/{+b}{?c,d}").expect("is right");
    assert_eq!(template.names().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}

/// Each is one mistake, with one message, which says what to write.
#[test]
fn a_mistake_gives_one_message() {
    for (text, says) in [
        ("", "`\"config://app\"`"),
        ("app", "write `config://app`"),
        ("app/config", "write `config://app/config`"),
        (":app", "write `config://app`"),
        ("/etc/hosts", "write `file:///etc/hosts`"),
        ("//host/a:b", "write `config://host/a:b`"),
        ("a/{b}:c", "write `config://a/{b}:c`"),
        ("{scheme}://x", "`config://{name}`"),
        ("http{s}://x", "`http` is followed by no `:`"),
        ("my_app://x", "write `my-app:`"),
        ("1x://a", "write `x1x:`"),
        ("-x:a", "write `x:`"),
        ("é:a", "write `x:`"),
        ("größe:a", "write `gr--e:`"),
        ("my app:a", "write `my-app:`"),
        ("x:a b c", "hold ` ` (write `%20`)"),
        ("x:<a>", "hold `<` (write `%3C`), `>` (write `%3E`)"),
        ("x:é/é", "`é` (write `%C3%A9`)"),
        ("x:\\a", "(write `%5C`)"),
        ("x:a\n", "`\\n` (write `%0A`)"),
        ("x:\u{7f}", "(write `%7F`)"),
        ("x:a|b", "(write `%7C`)"),
        ("x:\"", "(write `%22`)"),
        ("x:^`", "(write `%5E`), ``` (write `%60`)"),
        ("x:100%", "write `%25`"),
        ("x:%2/%zz", "write `%25`"),
        ("x:%{a}", "write `%25`"),
        ("x:{a", "`{a` isn't closed"),
        ("x:{", "`{` isn't closed"),
        ("x:a}", "closes nothing; write `{name}`"),
        ("x:{{a}}", "braces don't nest; write `{name}`"),
        ("x:{a{b}}", "braces don't nest"),
        ("x:{}", "`{}` names no variable; write `{name}`"),
        ("x:{+}", "write `{+name}`"),
        ("x:{a,}", "a name is missing between commas; write `{a,b}`"),
        ("x:{?a,,b}", "write `{?a,b}`"),
        ("x:{/path*}", "write `{/path}`, or `{+path}`"),
        ("x:{a:3}", "`:3` means nothing; write `{a}`"),
        ("x:{;a}", "the operator `;` in `{;a}`"),
        ("x:{|a}", "the operator `|`"),
        (
            "x:{user.name}",
            "RFC 6570 allows `.` and `%`, but a variable becomes an argument",
        ),
        ("x:{user%20name}", "write `{user_20name}`"),
        ("x:{+user-name}", "write `{+user_name}`"),
        ("x:{user%name}", "write `{user_name}`"),
        ("x:{ a }", "write `{a}`"),
        ("x:{1}", "write `{n1}`"),
        ("x:{é}", "write `{name}`"),
        ("x:{_}", "`_` can't be the name of an argument"),
        ("x:{self}", "`self` can't be the name"),
        (
            "x:{a}/{b}/{a}/{a}",
            "the variable `a` is there more than once",
        ),
        ("x:{?a,a}", "the variable `a`"),
        ("x:{a}{b}", "write a text between them: `{a}/{b}`"),
        ("x:{+a}{+b}", "`{+a}/{+b}`"),
        ("x:{a}{/b}{c}", "`{/b}/{c}`"),
        ("x:{?a}/b", "`{?a}` is the end of a query"),
        ("x:{?a}{b}", "`{?a}` is the end of a query"),
        ("x:{?a}#b", "`{?a}` is the end of a query"),
        ("x:{?a}{?b}", "write `{?a,b}`"),
        ("x:{?a}{&b}", "write `{?a,b}`"),
        ("x:?{&a}{&b}", "write `{&a,b}`"),
        ("x:?a=1{?b}", "write `{&b}`"),
        ("x:{&b}", "write `{?b}`"),
        ("x:#?{?a}", "comes after the fragment"),
        ("x:{#a}{?b}", "`{#a}` is all the rest"),
        ("x:{#a}b", "`{#a}` is all the rest"),
        ("x:#{#a}", "write `{+a}`"),
        ("x:a#b#c", "write `%23`"),
        ("x:a#{b}#c", "write `%23`"),
    ] {
        let wrong = read(text).expect_err(text);
        assert!(
            wrong.len() == 1 && wrong[0].contains(says),
            "{text}: {wrong:#?}"
        );
    }
}

#[test]
fn several_mistakes_are_told_at_once_and_at_the_literal() {
    let mut mistakes = Mistakes::new();
    let text: LitStr = syn::parse_quote!("my_app://a b/{x-y}/%/{}");
    assert!(parse(&text, &mut mistakes).is_none());
    let errors = mistakes.finish().expect_err("was wrong").to_string();
    assert_eq!(errors.matches("compile_error").count(), 5, "{errors}");
}

#[test]
fn the_table_is_a_constant_expression() {
    let mut mistakes = Mistakes::new();
    let template =
        parse(&syn::parse_quote!("db://{a}/x{/b,c}{?d}"), &mut mistakes).expect("is right");
    mistakes.finish().expect("nothing was wrong");
    let expected = quote!(&[
        rt::UriPiece::Literal("db://"),
        rt::UriPiece::Expression(rt::UriOperator::Simple, &["a"]),
        rt::UriPiece::Literal("/x"),
        rt::UriPiece::Expression(rt::UriOperator::Path, &["b", "c"]),
        rt::UriPiece::Expression(rt::UriOperator::Query, &["d"])
    ]);
    assert_eq!(
        template.tokens(&quote!(rt)).to_string(),
        expected.to_string()
    );
}

#[test]
fn no_text_makes_it_panic() {
    let signs = [
        "{", "}", "a", ":", "/", "%", "é", "?", "#", "&", ",", "*", "+", "",
    ];
    let mut seed: u64 = 1;
    for _ in 0..50_000 {
        let mut text = String::from("x:");
        for _ in 0..8 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(signs[usize::try_from(seed >> 40).unwrap_or_default() % signs.len()]);
        }
        for text in [&text[..], &text[2..]] {
            match read(text) {
                Ok(template) => assert!(!template.pieces.is_empty()),
                Err(wrong) => assert!(!wrong.is_empty()),
            }
        }
    }
}
