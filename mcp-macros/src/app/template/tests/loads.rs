//! Which attributes, rules and statements are loads, and under which key of `csp(…)` each falls: as
//! a browser was seen to tell it.

mod code;
mod frames;

use super::wrong_in;

/// Returns the findings for a body with a URL in place of `HERE`: for each, the key of `csp(…)`
/// that would allow the load, or a word for another kind of message.
fn told(body: &str) -> Vec<String> {
    let key = |wrong: &String| {
        let keys = ["connect", "resource", "frame", "base_uri"];
        let declared = keys
            .into_iter()
            .find(|key| wrong.contains(&format!("csp({key} = [\"https://x.example.com")));
        let others = [
            ("object-src 'none'", "object"),
            ("allow(form)", "form"),
            ("allow(worker)", "worker"),
            ("allow(window_open)", "away"),
            ("leads the view away", "away"),
            ("loads the view anew", "anew"),
            ("shows only what the view's own document has", "inside"),
        ];
        let other = || {
            others
                .into_iter()
                .find_map(|(says, kind)| wrong.contains(says).then_some(kind))
        };
        declared.or_else(other).unwrap_or(wrong).to_owned()
    };
    wrong_in(&body.replace("HERE", "https://x.example.com/a"))
        .iter()
        .map(key)
        .collect()
}

fn all(table: &[(&str, &str)]) {
    for (body, expected) in table {
        let expected: Vec<&str> = expected.split_ascii_whitespace().collect();
        assert_eq!(told(body), expected, "{body}");
    }
}

#[test]
fn attributes_load_on_their_elements_alone() {
    all(&[
        ("<script src=HERE></script>", "resource"),
        ("<script type=module src=HERE></script>", "resource"),
        ("<script type='' src=HERE></script>", "resource"),
        ("<script type=Text/JScript src=HERE></script>", "resource"),
        (
            "<script language=JavaScript1.2 src=HERE></script>",
            "resource",
        ),
        ("<script type=application/json src=HERE></script>", ""),
        ("<script type=importmap src=HERE></script>", ""),
        (
            "<script type=speculationrules>{ \"prerender\": [\"HERE\"] }</script>",
            "",
        ),
        ("<script language=vbscript src=HERE></script>", ""),
        (
            "<script nomodule src=HERE></script><script nomodule>fetch('HERE')</script>",
            "",
        ),
        ("<script href=HERE></script>", ""),
        ("<svg><script href=HERE></script></svg>", "resource"),
        ("<svg><script src=HERE></script></svg>", ""),
        (
            "<svg><script href=HERE /><image href=HERE /></svg><img src=HERE>",
            "resource resource resource",
        ),
        (
            "<svg><style/><script/><title/></svg><img src=HERE>",
            "resource",
        ),
        ("<script/><img src=HERE></script>", ""),
        (
            "<svg><foreignObject><script src=HERE></script></foreignObject></svg>",
            "resource",
        ),
        ("<svg/><script src=HERE></script>", "resource"),
        ("<img src=HERE>", "resource"),
        ("<img srcset='HERE 2x'>", "resource"),
        ("<img data-src=HERE alt=HERE title=HERE longdesc=HERE>", ""),
        ("<image src=HERE>", "resource"),
        ("<image href=HERE>", ""),
        ("<svg><image href=HERE /></svg>", "resource"),
        ("<svg><image xlink:href=HERE /></svg>", "resource"),
        ("<svg><image src=HERE /></svg>", ""),
        (
            "<svg><filter><feImage href=HERE /></filter></svg>",
            "resource",
        ),
        ("<svg><use href=HERE#b /></svg>", "inside"),
        ("<svg><use href=data:image/svg+xml,a#b /></svg>", "inside"),
        (
            "<svg><a href=HERE><linearGradient href=HERE /></a></svg>",
            "",
        ),
        ("<svg><rect fill='url(HERE#b)' /></svg>", "resource"),
        (
            "<svg><rect fill='url(#b)' stroke=red /></svg><p fill='url(HERE)'>",
            "",
        ),
        (
            "<picture><source srcset=HERE><img alt=''></picture>",
            "resource",
        ),
        ("<picture><source src=HERE></picture>", ""),
        ("<video><source src=HERE></video>", "resource"),
        ("<audio><source src=HERE></audio>", "resource"),
        ("<video><source srcset=HERE></video>", ""),
        ("<video></video><source src=HERE><source srcset=HERE>", ""),
        ("<video><track src=HERE default></video>", "resource"),
        ("<track src=HERE>", ""),
        ("<video src=HERE></video>", "resource"),
        ("<video poster=HERE></video>", "resource"),
        ("<audio src=HERE poster=HERE></audio>", "resource"),
        ("<input type=image src=HERE>", "resource"),
        ("<input type=IMAGE src=HERE>", "resource"),
        ("<input src=HERE type=text><input src=HERE>", ""),
        ("<input type=url value=HERE placeholder=HERE>", ""),
        ("<object data=HERE></object>", "object"),
        (
            "<object></object><object data=''></object><object type=image/png></object>",
            "",
        ),
        ("<embed src=HERE>", "object"),
        ("<embed>", ""),
        ("<iframe src=HERE></iframe>", "frame"),
        ("<iframe srcdoc='' src=HERE></iframe>", ""),
        ("<base href=HERE>", "base_uri"),
        ("<base target=_blank>", ""),
        ("<body background=HERE>", "resource"),
        ("<table><tr><td background=HERE></table>", "resource"),
        ("<div background=HERE></div>", ""),
        (
            "<blockquote cite=HERE></blockquote><q cite=HERE></q><p itemid=HERE>HERE</p>",
            "",
        ),
        ("<noscript><img src=HERE></noscript>", ""),
        ("<meta property=og:image content=HERE>", ""),
    ]);
}

#[test]
fn links_load_by_their_kind() {
    all(&[
        ("<link rel=stylesheet href=HERE>", "resource"),
        ("<link rel='alternate stylesheet' href=HERE>", "resource"),
        (
            "<link rel=stylesheet type='text/css; charset=utf-8' href=HERE>",
            "resource",
        ),
        ("<link rel=stylesheet type=text/less href=HERE>", ""),
        ("<link rel='shortcut icon' href=HERE>", "resource"),
        ("<link rel=modulepreload href=HERE>", "resource"),
        ("<link rel=preload as=script href=HERE>", "resource"),
        ("<link rel=preload as=style href=HERE>", "resource"),
        ("<link rel=preload as=image href=HERE>", "resource"),
        (
            "<link rel=preload as=image imagesrcset='HERE 2x'>",
            "resource",
        ),
        (
            "<link rel=preload as=font crossorigin href=HERE>",
            "resource",
        ),
        ("<link rel=preload as=track href=HERE>", "resource"),
        ("<link rel=preload as=fetch href=HERE>", "connect"),
        ("<link rel=preload as=document href=HERE>", ""),
        ("<link rel=preload href=HERE>", ""),
        (
            "<link rel=prefetch href=HERE><link rel=preconnect href=HERE><link rel=dns-prefetch href=HERE>",
            "",
        ),
        (
            "<link rel=manifest href=HERE><link rel=canonical href=HERE><link rel=alternate href=HERE><link href=HERE>",
            "",
        ),
    ]);
}

#[test]
fn what_leads_away_is_told_where_it_does() {
    all(&[
        ("<a href=HERE ping=HERE>x</a>", "connect"),
        ("<a ping=HERE>x</a>", ""),
        ("<a href=HERE target=_blank>x</a>", ""),
        ("<form action=HERE></form>", "form"),
        ("<form method=dialog action=HERE></form>", ""),
        ("<button formaction=HERE>x</button>", "form"),
        (
            "<button type=button formaction=HERE>x</button><button type=reset formaction=HERE>x</button>",
            "",
        ),
        ("<button formmethod=dialog formaction=HERE>x</button>", ""),
        ("<input type=submit formaction=HERE>", "form"),
        ("<input formaction=HERE>", ""),
        ("<meta http-equiv=refresh content='0;url=HERE'>", "away"),
        ("<meta http-equiv=Refresh content='5; HERE'>", "away"),
        (
            "<meta http-equiv=refresh content='5, url = \"HERE\" x'>",
            "away",
        ),
        ("<meta http-equiv=refresh content='1 HERE'>", "away"),
        (
            "<meta http-equiv=refresh content='0;url=other.html'>",
            "away",
        ),
        ("<meta http-equiv=refresh content='0;url=#top'>", "away"),
        ("<meta http-equiv=refresh content='30'>", "anew"),
        ("<meta http-equiv=refresh content='.5;'>", "anew"),
        ("<meta http-equiv=refresh content='30; url='>", "anew"),
        (
            "<meta http-equiv=refresh content='url=HERE'><meta http-equiv=refresh content='5x;url=HERE'>",
            "",
        ),
        (
            "<meta http-equiv=refresh content='0;url=javascript:0'><meta http-equiv=refresh>",
            "",
        ),
        ("<meta name=refresh content='0;url=HERE'>", ""),
        ("<script>location.href = 'HERE'</script>", "away"),
        ("<script>window.location = `HERE/${id}`</script>", "away"),
        (
            "<script>document.location.assign('HERE'); location.replace('HERE')</script>",
            "away",
        ),
        (
            "<script>location.href = 'other.html'; location.href = '#here'; location.href = ''</script>",
            "away",
        ),
        (
            "<script>class A { location = 'HERE' } const a = { location: 'HERE' }; a.location = 'HERE'</script>",
            "",
        ),
        (
            "<script>const { location } = place; location.href = 'HERE'</script>",
            "",
        ),
        (
            "<script>class A { show(location) { return location.href = 'HERE' } }</script>",
            "",
        ),
        (
            "<script>name = location.replace('https://', ''); if (location.href == 'HERE') go(location.href)</script>",
            "",
        ),
        (
            "<script>location.hash = 'HERE'; location.href = link</script>",
            "",
        ),
        (
            "<form action=\"javascript:fetch('HERE')\"></form>",
            "connect",
        ),
        (
            "<iframe src=\"JavaScript:fetch('HERE')\"></iframe>",
            "connect",
        ),
    ]);
}
