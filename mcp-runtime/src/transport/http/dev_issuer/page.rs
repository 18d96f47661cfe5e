//! The page that asks who one wants to be.

use axum::body::Body;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use http::{HeaderValue, Response};

use crate::auth::Form;

/// Parameters of the client's request that the form sends back.
const CARRIED: [&str; 7] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_challenge",
    "code_challenge_method",
    "resource",
];

/// Nothing runs on it, nothing is loaded, and nobody frames it. Where its form leads is checked by
/// the server, since a policy would hold for the redirect as well.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      frame-ancestors 'none'; base-uri 'none'";

pub(super) fn ask(form: &Form, scopes: &[String]) -> String {
    let hidden: String = CARRIED
        .iter()
        .flat_map(|name| form.all(name).map(move |value| (name, value)))
        .map(|(name, value)| {
            format!(
                r#"<input type="hidden" name="{name}" value="{}">"#,
                escaped(value)
            )
        })
        .collect();
    let asked: Vec<&str> = form.get("scope").split_ascii_whitespace().collect();
    // Scopes that a client asks for are offered, known or not, so that both can be tried.
    let unknown = asked
        .iter()
        .filter(|asked| !scopes.iter().any(|known| known == *asked));
    let offered = scopes.iter().map(|known| &**known).chain(unknown.copied());
    let boxes: String = offered
        .map(|scope| {
            let checked = if asked.is_empty() || asked.contains(&scope) { " checked" } else { "" };
            let scope = escaped(scope);
            format!(
                r#"<label><input type="checkbox" name="granted" value="{scope}"{checked}> {scope}</label>"#
            )
        })
        .collect();
    let client = escaped(form.get("client_id"));
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in for development</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem }}
label {{ display: block; margin: .5rem 0 }}
input[type=text] {{ font: inherit; width: 100%; box-sizing: border-box; padding: .4rem }}
button {{ font: inherit; padding: .4rem 1rem; margin: 1rem .5rem 0 0 }}
code {{ overflow-wrap: anywhere }}
</style>
</head>
<body>
<main>
<h1>Who are you?</h1>
<p>This server runs for development: it asks for no password. <code>{client}</code> will act for you.</p>
<form method="post">
{hidden}
<label>Name <input type="text" name="subject" value="ada" required autofocus autocomplete="off"></label>
<fieldset><legend>It may</legend>{boxes}</fieldset>
<button>Sign in</button>
<button name="deny" value="yes" formnovalidate>Refuse</button>
</form>
</main>
</body>
</html>
"#
    )
}

pub(super) fn response(page: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(page.to_owned()));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // With `no-referrer` a browser would send its form with `Origin: null`.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Text as it stands between tags, or between double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_sends_is_no_markup() {
        let form = Form::parse("client_id=%3Cscript%3E&state=%22%3E%3Cb%3E&scope=a%22b");
        let page = ask(&form, &["read".to_owned()]);
        assert!(!page.contains("<script>") && !page.contains("\"><b>") && !page.contains("a\"b"));
        assert!(
            page.contains(r#"value="read"> read"#),
            "a known scope is offered, unchecked"
        );
    }
}
