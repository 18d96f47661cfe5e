//! The access of a caller.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::table::{AccessRule, ScopeSet, ScopeTable};
use crate::task::Authority;

/// The access of a caller, as their credentials grant it.
#[derive(Clone, Debug)]
pub(crate) enum Access {
    /// Everything: the process's own user, or a server that asks nobody for credentials.
    Full,
    /// To public items only: there were no credentials.
    Anonymous,
    Granted(Arc<Grant>),
}

/// The scopes and claims that credentials grant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant {
    /// Those that the server declares, with all that they imply.
    pub(crate) held: ScopeSet,
    /// All of them, as they were written.
    pub(crate) scopes: Vec<String>,
    pub(crate) claims: Map<String, Value>,
    /// The client through which they call.
    pub(crate) client: Option<String>,
    pub(crate) expires: Option<SystemTime>,
}

/// Why a caller may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    Credentials,
    Scopes,
}

impl Access {
    /// Whether this caller may call an item with such a rule.
    pub(crate) fn check(&self, rule: &AccessRule) -> Result<(), Lack> {
        match self {
            _ if rule.is_public => Ok(()),
            Self::Anonymous => Err(Lack::Credentials),
            _ if self.has(rule.needs) => Ok(()),
            _ => Err(Lack::Scopes),
        }
    }

    pub(crate) fn has(&self, needed: ScopeSet) -> bool {
        match self {
            Self::Full => true,
            Self::Anonymous => needed.is_empty(),
            Self::Granted(grant) => grant.held.has(needed),
        }
    }

    /// Whether this caller may know that there is an item with such a rule.
    pub(crate) fn sees(&self, rule: &AccessRule) -> bool {
        !rule.is_hidden || self.check(rule).is_ok()
    }

    /// The part of it that is kept with a task, for its body.
    pub(crate) fn kept(&self, with_claims: bool) -> Authority {
        match self {
            Self::Full => Authority::Full,
            Self::Anonymous => Authority::Anonymous,
            Self::Granted(grant) => Authority::Granted {
                scopes: grant.scopes.clone(),
                claims: match with_claims {
                    true => grant.claims.clone(),
                    false => Map::new(),
                },
                client: grant.client.clone(),
            },
        }
    }

    /// The access that was kept with a task of a server that declares these scopes. It doesn't end
    /// with the token by which the task was made.
    pub(crate) fn of_task(authority: &Authority, declared: &ScopeTable) -> Self {
        match authority {
            Authority::Full => Self::Full,
            Authority::Anonymous => Self::Anonymous,
            Authority::Granted {
                scopes,
                claims,
                client,
            } => {
                let names: Vec<&str> = scopes.iter().map(String::as_str).collect();
                Self::Granted(Arc::new(Grant {
                    held: declared.closed(declared.named(&names)),
                    scopes: scopes.clone(),
                    claims: claims.clone(),
                    client: client.clone(),
                    expires: None,
                }))
            }
        }
    }

    /// When the credentials end, if they do.
    pub(crate) fn expires(&self) -> Option<SystemTime> {
        match self {
            Self::Granted(grant) => grant.expires,
            Self::Full | Self::Anonymous => None,
        }
    }
}

/// Resolves when credentials have ended; never for those that don't end.
pub(crate) async fn expired(at: Option<SystemTime>) {
    let Some(at) = at else {
        return std::future::pending().await;
    };
    // A clock that is set back makes it wait on.
    while let Ok(left) = at.duration_since(SystemTime::now()) {
        tokio::time::sleep(left.clamp(SHORTEST, LONGEST)).await;
    }
}

/// The pauses between looks at the clock.
const SHORTEST: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AccessMeta, ScopeTable, scopes};

    const TABLE: ScopeTable =
        ScopeTable::new(&scopes([("read", "", &[]), ("write", "", &[0])]), &[0]);

    fn granted(name: &str) -> Access {
        Access::Granted(Arc::new(Grant {
            held: TABLE.closed(TABLE.named(&[name])),
            ..Grant::default()
        }))
    }

    #[test]
    fn who_lacks_what_is_told_apart() {
        let write = AccessMeta {
            scopes: Some(&["write"]),
            ..AccessMeta::DEFAULT
        };
        let (read, write) = (AccessMeta::DEFAULT.rule(&TABLE), write.rule(&TABLE));
        assert_eq!(Access::Full.check(&write), Ok(()));
        assert_eq!(Access::Anonymous.check(&read), Err(Lack::Credentials));
        assert_eq!(granted("read").check(&read), Ok(()));
        assert_eq!(granted("read").check(&write), Err(Lack::Scopes));
        assert_eq!(granted("write").check(&read), Ok(()));
        assert_eq!(granted("other").check(&read), Err(Lack::Scopes));
    }

    #[test]
    fn what_needs_nothing_needs_a_caller_even_so() {
        let nothing = AccessMeta {
            scopes: Some(&[]),
            ..AccessMeta::DEFAULT
        };
        let rule = nothing.rule(&TABLE);
        assert_eq!(Access::Anonymous.check(&rule), Err(Lack::Credentials));
        let public = AccessMeta {
            public: true,
            ..AccessMeta::DEFAULT
        };
        assert_eq!(Access::Anonymous.check(&public.rule(&TABLE)), Ok(()));
    }

    #[test]
    fn a_hidden_item_is_seen_by_those_who_may_call_it() {
        let hidden = AccessMeta {
            scopes: Some(&["write"]),
            hidden: true,
            ..AccessMeta::DEFAULT
        };
        let rule = hidden.rule(&TABLE);
        assert!(granted("write").sees(&rule) && Access::Full.sees(&rule));
        assert!(!granted("read").sees(&rule) && !Access::Anonymous.sees(&rule));
    }
}
