//! The claims of a token whose signature is known to be good.

use std::time::{Duration, SystemTime};

use jsonwebtoken::errors::{Error, ErrorKind};
use serde_json::{Map, Value};

use super::moment;
use crate::auth::authenticator::AuthError;
use crate::auth::scope::scopes_of;

pub(super) struct Claims(pub(super) Map<String, Value>);

impl Claims {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// One, or a list.
    pub(super) fn audiences(&self) -> impl Iterator<Item = &str> {
        let (one, list) = match self.0.get("aud") {
            Some(Value::String(one)) => (Some(&**one), &[][..]),
            Some(Value::Array(list)) => (None, &list[..]),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(list.iter().filter_map(Value::as_str))
    }

    /// As OAuth writes them, or as Entra does.
    pub(super) fn scopes(&self) -> Vec<String> {
        let claim = self.0.get("scope").or_else(|| self.0.get("scp"));
        claim.map(scopes_of).unwrap_or_default()
    }

    pub(super) fn expiry(&self) -> Option<SystemTime> {
        moment(self.0.get("exp")?.as_f64()?)
    }

    /// Checks what the library doesn't: key binding, the issuer's type and the time of issue.
    pub(super) fn check(&self, leeway: Duration) -> Result<(), AuthError> {
        if self.0.contains_key("cnf") {
            return Err(AuthError::invalid(
                "the token is bound to a key, which a bearer doesn't prove to have",
            ));
        }
        // An issuer may be a list for the library; it is one text in RFC 7519.
        if self.text("iss").is_none() {
            return Err(AuthError::invalid("the token's issuer is no text"));
        }
        let latest = SystemTime::now() + leeway;
        match self.0.get("iat").map(|iat| iat.as_f64().and_then(moment)) {
            None => Ok(()),
            Some(Some(issued)) if issued <= latest => Ok(()),
            Some(_) => Err(AuthError::invalid("the token was issued in the future")),
        }
    }
}

/// Returns the error for a refused token, with as much of the reason as its client may know.
pub(super) fn refused(error: &Error) -> AuthError {
    AuthError::invalid(match error.kind() {
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::ImmatureSignature => "the token isn't valid yet",
        ErrorKind::InvalidSignature => "the token's signature is wrong",
        ErrorKind::InvalidIssuer => "the token is of another issuer",
        ErrorKind::MissingRequiredClaim(_) => "the token lacks one of `exp`, `iss`, `aud`, `sub`",
        _ => "the token can't be read",
    })
}
