//! Who may reach a server that asks nobody for credentials, or that has pages for developers.

use std::net::SocketAddr;

#[cfg(feature = "auth")]
use crate::server::Server;
use crate::server::{Core, LocalSetting, StartError, StartProblem};

/// Whether this build has what is for developers.
const FOR_DEVELOPERS: bool = cfg!(any(debug_assertions, feature = "playground"));

/// The settings that are for this machine alone, where one of them is on and others could reach
/// the server, or the build doesn't have it.
fn local_settings(
    settings: &[(LocalSetting, bool)],
    listens: Option<SocketAddr>,
) -> Option<StartProblem> {
    let is_local = listens.is_some_and(|address| address.ip().is_loopback());
    let mut on = settings.iter().filter(|(_, is_on)| *is_on).map(|on| on.0);
    on.find_map(|setting| {
        if !is_local {
            let address = listens;
            Some(StartProblem::LocalOnly { setting, address })
        } else if setting != LocalSetting::NoAuth && !FOR_DEVELOPERS {
            Some(StartProblem::NotInRelease { setting })
        } else {
            None
        }
    })
}

impl<S: Send + Sync + 'static> Core<S> {
    /// Refuses to be served to others with what is for this machine alone, and without anybody who
    /// says who calls, where functions need callers. `listens`: where the server does; a router
    /// doesn't know it.
    pub(crate) fn check_exposure(&self, listens: Option<SocketAddr>) -> Result<(), StartError> {
        let settings = self.settings();
        #[cfg(feature = "auth")]
        let is_guarded = !settings.auth.is_empty();
        #[cfg(not(feature = "auth"))]
        let is_guarded = false;
        let local = [
            (LocalSetting::Playground, settings.playground),
            (LocalSetting::NoAuth, settings.no_auth),
        ];
        let problem = local_settings(&local, listens).or_else(|| {
            let is_open = is_guarded || settings.no_auth || !self.definition().needs_callers();
            (!is_open).then_some(StartProblem::NoAuthenticator)
        });
        problem.map_or(Ok(()), |problem| Err(self.refused(problem)))
    }
}

#[cfg(feature = "auth")]
impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Refuses an issuer for development where others could reach the server.
    pub(crate) fn check_dev_issuer(&self, listens: Option<SocketAddr>) -> Result<(), StartError> {
        let local = [(LocalSetting::DevIssuer, self.settings.dev_issuer)];
        local_settings(&local, listens).map_or(Ok(()), |problem| Err(self.refused(problem)))
    }

    /// Adds the authenticators that options ask for, unless they are incomplete.
    pub(crate) fn with_auth_options(mut self) -> Result<Self, StartError> {
        let options = std::mem::take(&mut self.settings.auth_options);
        let added = if self.settings.no_auth {
            options.contradicted()
        } else {
            options.add_to(&mut self.settings.auth)
        };
        match added {
            Ok(()) => Ok(self),
            Err(reason) => {
                let reason = reason.to_string();
                Err(self.refused(StartProblem::Authorization { reason }))
            }
        }
    }

    fn refused(&self, problem: StartProblem) -> StartError {
        StartError::new(self.definition().name, vec![problem])
    }
}
