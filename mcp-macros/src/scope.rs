//! Names of scopes, as attributes and `mcp_server!` write them.

use syn::LitStr;

use crate::diagnostics::Mistakes;

/// Checks that a text can be a scope's name, and returns it.
pub(crate) fn name(literal: &LitStr, mistakes: &mut Mistakes) -> String {
    let name = literal.value();
    let wrong = match name.as_str() {
        "*" | "all" | "full-access" => Some(format!(
            "`{name}` would open everything at once; name what it opens: `\"projects:write\"`"
        )),
        "offline_access" => Some(
            "`offline_access` asks the issuer for a refresh token, which is its client's affair; \
             remove it"
                .to_owned(),
        ),
        "" => Some("a scope has a name; write one, such as `\"projects:read\"`".to_owned()),
        _ if !is_token(&name) => Some(
            "a scope's name is printable ASCII without blanks, `\"` and `\\` (RFC 6749); write \
             one, such as `\"projects:read\"`"
                .to_owned(),
        ),
        _ => None,
    };
    if let Some(wrong) = wrong {
        mistakes.at(literal, wrong);
    }
    name
}

/// RFC 6749, section 3.3.
fn is_token(name: &str) -> bool {
    name.bytes()
        .all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}
