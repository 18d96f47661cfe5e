//! Checks that keep secrets out of a file that other programs read and people share.

/// A URL to connect to, without a secret.
pub(super) fn url(text: &str) -> Result<String, String> {
    let example = "write it as `http://127.0.0.1:8000/mcp`";
    let uri: http::Uri = text.parse().map_err(|_| example.to_owned())?;
    let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(example.into());
    };
    let leave_out = |what: &str| {
        Err(format!(
            "leave {what} out: a configuration is no place for secrets"
        ))
    };
    if authority.as_str().contains('@') {
        return leave_out("the user and password");
    }
    if text.contains('#') {
        return leave_out("what follows `#`, which no server gets to see");
    }
    if let Some(name) = uri.query().and_then(secret_in_query) {
        return leave_out(&format!("`{name}` in its query"));
    }
    if uri
        .path()
        .split('/')
        .any(|segment| is_random(&decoded(segment)))
    {
        return leave_out("what looks like a key in its path");
    }
    Ok(text.to_owned())
}

/// Which of a program's arguments holds a secret.
pub(super) fn in_arguments(arguments: &[String]) -> Option<&str> {
    let option = |argument: &str| {
        let name = argument.strip_prefix('-')?.split('=').next()?;
        is_secret_name(name).then_some(())
    };
    let url = |argument: &str| {
        let (_, rest) = argument.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let password = authority
            .rsplit_once('@')
            .and_then(|(user, _)| user.split_once(':'))
            .is_some_and(|(_, password)| !password.is_empty());
        let query = rest.split_once('?').and_then(|(_, q)| secret_in_query(q));
        (password || query.is_some()).then_some(())
    };
    arguments
        .iter()
        .map(String::as_str)
        .find(|argument| option(argument).or_else(|| url(argument)).is_some())
        .map(|argument| {
            let end = argument.find(['=', ':']).unwrap_or(argument.len());
            &argument[..end]
        })
}

/// The name of a pair of a query that holds a secret, by its name or by its looks.
fn secret_in_query(query: &str) -> Option<String> {
    query.split(['&', ';']).find_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name);
        if is_random(&name) {
            return Some("…".into());
        }
        (is_secret_name(&name) || is_random(&decoded(value))).then_some(name)
    })
}

/// By its words, whether they are written `api_key`, `apiKey` or `apikey`.
fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "auth",
        "authn",
        "authz",
        "authorization",
        "bearer",
        "code",
        "cookie",
        "hmac",
        "jwt",
        "otp",
        "pass",
        "pat",
        "pin",
        "pw",
        "session",
        "sid",
        "sig",
        "ticket",
    ];
    const ENDS: [&str; 13] = [
        "auth",
        "credential",
        "credentials",
        "key",
        "keys",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "signature",
        "token",
        "tokens",
    ];
    let mut words = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if was_lower && c.is_uppercase() {
            words.push(' ');
        }
        was_lower = c.is_lowercase();
        words.extend(c.to_lowercase());
    }
    words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        WORDS.contains(&word) || (ENDS.iter().any(|end| word.ends_with(end)) && word != "monkey")
    })
}

/// Whether a text is as nobody would name anything: 20 letters and digits in a row, of both kinds.
fn is_random(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| {
        run.len() >= 20
            && run.bytes().any(|b| b.is_ascii_digit())
            && run.bytes().any(|b| b.is_ascii_alphabetic())
    })
}

/// Percent-decoded as far as that is possible.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = match after {
            [a, b, after @ ..] if *first == b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                digit(*a)
                    .zip(digit(*b))
                    .map(|(a, b)| ((a << 4 | b) as u8, after))
            }
            _ => None,
        };
        let (byte, after) = encoded.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_holds_no_secret() {
        for text in [
            "http://127.0.0.1:8000/mcp",
            "https://mcp.example.com/mcp?region=eu&keyword=a&author=b&design=c",
            "https://mcp.example.com/annual-report-2024-second/v2/mcp",
            "https://mcp.example.com/6f1c2b9e-0d3a-4e5f-8a7b-1c2d3e4f5a6b/mcp",
        ] {
            assert_eq!(url(text), Ok(text.to_owned()));
        }
        for (text, said) in [
            ("127.0.0.1:8000", "write it as"),
            ("ftp://a.example", "write it as"),
            ("https://u:p@a.example/mcp", "the user and password"),
            ("https://u@a.example/mcp", "the user and password"),
            ("https://a.example/mcp?a=1&API_KEY=x", "`API_KEY`"),
            ("https://a.example/mcp?auth=x", "`auth`"),
            ("https://a.example/mcp?x=1;%61uth=x", "`auth`"),
            ("https://a.example/mcp?userPwd=x", "`userPwd`"),
            ("https://a.example/mcp?access_token", "`access_token`"),
            ("https://a.example/mcp?sig=x", "`sig`"),
            ("https://a.example/mcp?sessionId=x", "`sessionId`"),
            (
                "https://a.example/mcp?x=ghp_16C7e42F292c6912E7710c838347Ae178B4a",
                "`x`",
            ),
            ("https://a.example/mcp?16C7e42F292c6912E7710c838347", "`…`"),
            ("https://a.example/mcp#token=x", "`#`"),
            (
                "https://a.example/s/ZWQ5MzE0MjItYzQ4Yi00/mcp",
                "in its path",
            ),
            (
                "https://a.example/s/ZWQ5MzE0MjItYz%514Yi00/mcp",
                "in its path",
            ),
        ] {
            let error = url(text).expect_err(text);
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn arguments_hold_no_secret() {
        let found = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
            in_arguments(&arguments).map(str::to_owned)
        };
        assert_eq!(found(&["stdio", "--store", "redis://me@h/0?db=1"]), None);
        assert_eq!(found(&["--store=file:a", "--max-calls", "3"]), None);
        for arguments in [
            &["--store", "redis://:pw@h/0"][..],
            &["--store=postgres://me:pw@h/db"],
            &["--store", "postgres://h/db?password=x"],
            &["--api-key", "x"],
            &["--api-key=x"],
            &["-token=x"],
        ] {
            let found = found(arguments).unwrap_or_else(|| panic!("{arguments:?}"));
            assert!(!found.contains("pw") && !found.contains('x'), "{found}");
        }
    }
}
