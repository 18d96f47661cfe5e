//! How callers are told what they lack: the challenge of `WWW-Authenticate`.

use super::access::Lack;
use crate::protocol::{ErrorCode, Refusal};
use crate::table::{ScopeSet, ScopeTable};

/// The answer of a server to callers who lack credentials or scopes.
#[derive(Clone, Debug)]
pub(crate) struct Challenges {
    pub(crate) scopes: &'static ScopeTable,
    /// Before each scope, as clients ask the issuer for it.
    pub(crate) prefix: String,
    /// The URL of the document that says who issues tokens, if there is one.
    pub(crate) metadata: Option<String>,
}

/// Why a request is refused, as `WWW-Authenticate` says it: RFC 6750, section 3.
pub(crate) struct Challenge<'a> {
    pub(crate) error: Option<&'static str>,
    pub(crate) description: &'a str,
    /// The scopes that would do, with blanks between.
    pub(crate) scope: &'a str,
}

impl Challenges {
    /// The value of `WWW-Authenticate`, in printable ASCII.
    pub(crate) fn value(&self, challenge: &Challenge<'_>) -> String {
        let Challenge {
            error,
            description,
            scope,
        } = challenge;
        let mut fields = Vec::new();
        if let Some(error) = error {
            fields.push(format!(r#"error="{error}""#));
            fields.push(format!(r#"error_description="{}""#, quotable(description)));
        }
        if !scope.is_empty() {
            fields.push(format!(r#"scope="{}""#, quotable(scope)));
        }
        // RFC 9728, section 5.1.
        if let Some(metadata) = &self.metadata {
            fields.push(format!(r#"resource_metadata="{}""#, quotable(metadata)));
        }
        match fields.len() {
            0 => "Bearer".to_owned(),
            _ => format!("Bearer {}", fields.join(", ")),
        }
    }

    /// The scopes of a set, as clients ask for them.
    pub(crate) fn scope(&self, set: ScopeSet) -> String {
        self.joined(self.scopes.names(set))
    }

    fn joined<'n>(&self, names: impl Iterator<Item = &'n str>) -> String {
        let names = names.map(|name| format!("{}{name}", self.prefix));
        names.collect::<Vec<_>>().join(" ")
    }

    /// Refuses who lacks something that all of a set would give.
    pub(crate) fn refusal(&self, lack: Lack, needed: ScopeSet) -> Refusal {
        self.refuse(lack, &self.scope(needed))
    }

    /// Refuses who lacks a scope that the server need not have declared.
    pub(crate) fn insufficient<'n>(&self, needed: impl Iterator<Item = &'n str>) -> Refusal {
        self.refuse(Lack::Scopes, &self.joined(needed))
    }

    /// Refuses a token that is good, but doesn't say what a function must know.
    pub(crate) fn unusable(&self, description: &'static str) -> Refusal {
        let challenge = Challenge {
            error: Some("invalid_token"),
            description,
            scope: "",
        };
        let value = self.value(&challenge);
        Refusal::new(ErrorCode::Unauthorized, description).with_challenge(value)
    }

    fn refuse(&self, lack: Lack, scope: &str) -> Refusal {
        let (code, error, description) = match lack {
            Lack::Credentials => (
                ErrorCode::Unauthorized,
                None,
                "This needs an access token".to_owned(),
            ),
            Lack::Scopes => (
                ErrorCode::InsufficientScope,
                Some("insufficient_scope"),
                format!("This needs the scope `{}`", scope.replace(' ', "` and `")),
            ),
        };
        let challenge = Challenge {
            error,
            description: &description,
            scope,
        };
        let value = self.value(&challenge);
        let refusal = Refusal::new(code, description).with_challenge(value);
        match scope {
            "" => refusal,
            // Where the answer is a stream, there is no header to say it in.
            scope => refusal.with_data(serde_json::json!({ "scope": scope })),
        }
    }
}

/// Replaces the characters that may not stand between quotes in a header.
fn quotable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}
