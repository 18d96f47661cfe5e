use std::fmt;
use std::sync::Arc;

use super::access::{Access, Grant};
use super::call::Call;
use super::challenge::Challenges;
use super::extract::FromCall;
use crate::params::Injected;
use crate::response::ToolError;
use crate::table::{CallerUse, ScopeTable};

/// The scopes of the caller, for what is known only once a function runs.
///
/// A function's attribute names the scopes that it always needs, and they are checked before it is
/// called. It also names those that it may turn out to need, by `may_need("…")`, so that a review
/// of the server shows them.
///
/// Over standard input and output, and where nobody is asked for credentials, a caller has all
/// scopes. A `public` function takes `Option<Scopes>`, which is `None` for who sends no token.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Read a repository.
/// #[mcp_tool(read_only, may_need("repo:private"))]
/// fn read_repo(name: String, scopes: Scopes) -> Result<String, ToolError> {
///     if name.starts_with("secret") {
///         scopes.require("repo:private")?; // 403 over HTTP, and the client is told what to get
///     }
///     Ok(format!("# {name}"))
/// }
///
/// mcp_server! {
///     Repos {
///         name: "repos",
///         version: "1.0.0",
///         scopes: { "repo:private": "See private repositories" },
///         tools: [read_repo],
///     }
/// }
///
/// // In a unit test.
/// assert!(read_repo("secret-plan".into(), Scopes::for_tests(["repo:private"])).is_ok());
/// assert!(read_repo("secret-plan".into(), Scopes::for_tests([])).is_err());
/// ```
#[derive(Clone)]
pub struct Scopes {
    access: Access,
    challenges: Arc<Challenges>,
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.access {
            Access::Full => f.write_str("Scopes(all)"),
            Access::Anonymous => f.write_str("Scopes(none)"),
            Access::Granted(grant) => f.debug_tuple("Scopes").field(&grant.scopes).finish(),
        }
    }
}

impl Scopes {
    /// The scopes of a caller that a unit test makes up.
    pub fn for_tests<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let grant = Grant {
            scopes: names.into_iter().map(str::to_owned).collect(),
            ..Grant::default()
        };
        Self {
            access: Access::Granted(Arc::new(grant)),
            challenges: Arc::new(Challenges {
                scopes: &ScopeTable::EMPTY,
                prefix: String::new(),
                metadata: None,
            }),
        }
    }

    /// Whether the caller has a scope, or one that implies it.
    pub fn has(&self, scope: &str) -> bool {
        match (&self.access, self.challenges.scopes.position(scope)) {
            (Access::Full, _) => true,
            (Access::Anonymous, _) => false,
            (access, Some(_)) => access.has(self.challenges.scopes.named(&[scope])),
            // One that the server doesn't declare is compared as it is written.
            (Access::Granted(grant), None) => grant.scopes.iter().any(|held| held == scope),
        }
    }

    /// Ends the call of who lacks a scope. Over HTTP that is the status 403 with a challenge, by
    /// which clients get the scope and call again; once the answer is a stream, an error in it. In
    /// the body of a task it is the end of the task, with the same error.
    ///
    /// # Errors
    ///
    /// When the caller lacks the scope. Return it as it is.
    pub fn require(&self, scope: &str) -> Result<(), ToolError> {
        if self.has(scope) {
            return Ok(());
        }
        let refusal = self.challenges.insufficient(std::iter::once(scope));
        Err(ToolError::refused(refusal))
    }
}

impl Injected for Scopes {
    const CALLER: CallerUse = CallerUse {
        is_needed: true,
        requires: true,
        ..CallerUse::NONE
    };
}

impl<S: Send + Sync> FromCall<S> for Scopes {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self {
            access: call.access().clone(),
            challenges: call.challenges().clone(),
        })
    }
}

impl Injected for Option<Scopes> {
    const CALLER: CallerUse = CallerUse {
        requires: true,
        ..CallerUse::NONE
    };
}

impl<S: Send + Sync> FromCall<S> for Option<Scopes> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        match call.access() {
            Access::Anonymous => Ok(None),
            Access::Full | Access::Granted(_) => Scopes::from_call(call).await.map(Some),
        }
    }
}
