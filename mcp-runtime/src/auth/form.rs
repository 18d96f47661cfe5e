//! `application/x-www-form-urlencoded`, as forms and the queries of URLs are written.

/// One value, encoded.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn digit(value: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(value & 15)])
}

/// The fields of a form, of which each is looked for by its name.
#[cfg(any(debug_assertions, feature = "playground"))]
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

#[cfg(any(debug_assertions, feature = "playground"))]
impl Form {
    pub(crate) fn parse(text: &str) -> Self {
        let field = |field: &str| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            (decoded(name), decoded(value))
        };
        Self(
            text.split('&')
                .filter(|field| !field.is_empty())
                .map(field)
                .collect(),
        )
    }

    /// The first field of this name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// All fields of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| &**value)
    }
}

/// Decodes form-encoded text. Invalid escapes stay as they are.
#[cfg(any(debug_assertions, feature = "playground"))]
fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped = behind
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, escaped) {
            (b'+', _) => out.push(b' '),
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &rest[3..];
                continue;
            }
            (other, _) => out.push(*other),
        }
        rest = behind;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let text = "a b&c=ä%+";
        let form = Form::parse(&format!("first=1&text={}&first=2&alone", encoded(text)));
        assert_eq!(form.get("text"), text);
        assert_eq!(form.all("first").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((form.get("alone"), form.get("none")), ("", ""));
        assert_eq!(decoded("a+b%2"), "a b%2");
    }
}
