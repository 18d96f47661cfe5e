//! Scopes: what a caller may do, by names that an issuer and this server agree on.

/// Whether a text is an RFC 6749 `scope-token`: printable ASCII but for the blank, `"` and `\`.
pub(crate) const fn is_scope_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !matches!(bytes[i], 0x21 | 0x23..=0x5b | 0x5d..=0x7e) {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty()
}

/// The scopes of a claim: one text with blanks between, or a list of texts.
pub(super) fn scopes_of(claim: &serde_json::Value) -> Vec<String> {
    match claim {
        serde_json::Value::String(text) => {
            text.split_ascii_whitespace().map(str::to_owned).collect()
        }
        serde_json::Value::Array(list) => list
            .iter()
            .filter_map(serde_json::Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// A scope as the server names it, of an issuer that writes a prefix before it.
pub(super) fn without_prefix(scope: String, prefix: Option<&str>) -> String {
    let plain = prefix.and_then(|prefix| scope.strip_prefix(prefix));
    plain.map(str::to_owned).unwrap_or(scope)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_scope_token_is_what_rfc_6749_says() {
        for good in ["projects:read", "a", "https://example.com/read", "~!#[]"] {
            assert!(is_scope_token(good), "{good}");
        }
        for bad in ["", "a b", "a\"", "a\\b", "ä", "a\n"] {
            assert!(!is_scope_token(bad), "{bad}");
        }
    }

    #[test]
    fn issuers_write_scopes_in_two_ways() {
        assert_eq!(scopes_of(&json!("read  write")), ["read", "write"]);
        assert_eq!(scopes_of(&json!(["read", "write"])), ["read", "write"]);
        assert!(scopes_of(&json!(7)).is_empty());
    }
}
