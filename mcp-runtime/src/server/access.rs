//! Who may use which item: the rules of the tables, asked for one caller.

use super::catalogue::{Held, List};
use super::core::Core;
use super::lists::Turn;
use super::shown::resource;
use crate::call::{Access, Lack, Names as _};
use crate::protocol::Refusal;
use crate::table::{AccessMeta, AccessRule, AppMeta, Kind, ScopeSet, is_same_view};

impl<S: 'static> Core<S> {
    /// Refuses a caller who may not use the item at this place of its table.
    pub(super) fn permit(
        &self,
        kind: Kind,
        position: usize,
        access: &Access,
    ) -> Result<(), Refusal> {
        match access {
            Access::Full => Ok(()),
            _ => self.permit_rule(&self.definition().rule(kind, position), access),
        }
    }

    /// The same for an item that is in no table, of which nothing is said.
    pub(super) fn permit_unlisted(&self, access: &Access) -> Result<(), Refusal> {
        match access {
            Access::Full => Ok(()),
            _ => self.permit_rule(&self.unlisted_rule(), access),
        }
    }

    /// The same for a view: whoever may call a tool that shows it may read it.
    pub(super) fn permit_view(&self, view: &AppMeta, access: &Access) -> Result<(), Refusal> {
        if matches!(access, Access::Full) {
            return Ok(());
        }
        let tools = self.definition().tools.entries.iter().enumerate();
        let shows = |app: Option<&AppMeta>| app.is_some_and(|app| is_same_view(app, view));
        let mut refused = None;
        for (position, _) in tools.filter(|(_, (_, tool))| shows(tool.app)) {
            match self.permit(Kind::Tool, position, access) {
                Ok(()) => return Ok(()),
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        refused.map_or_else(|| self.permit_unlisted(access), Err)
    }

    /// The same for all resources with these URIs, in one refusal.
    pub(crate) fn permit_uris<'u>(
        &self,
        uris: impl IntoIterator<Item = &'u String>,
        access: &Access,
    ) -> Result<(), Refusal> {
        if matches!(access, Access::Full) {
            return Ok(());
        }
        let (mut lack, mut needed) = (None, ScopeSet::EMPTY);
        for uri in uris {
            let found = resource(self, uri, access);
            let rule = found.map_or_else(
                || self.unlisted_rule(),
                |(position, _, _)| self.definition().rule(Kind::Resource, position),
            );
            needed = needed.with(rule.needs);
            if let Err(lacks) = access.check(&rule) {
                lack = Some(lacks);
            }
        }
        match lack {
            None => Ok(()),
            Some(lack) => Err(self.shared().challenges.refusal(lack, needed)),
        }
    }

    fn permit_rule(&self, rule: &AccessRule, access: &Access) -> Result<(), Refusal> {
        let refused = |lack: Lack| self.shared().challenges.refusal(lack, rule.needs);
        access.check(rule).map_err(refused)
    }

    fn unlisted_rule(&self) -> AccessRule {
        AccessMeta::DEFAULT.rule(&self.definition().scopes)
    }

    /// Whether a caller may know of the item at this place of its table.
    pub(super) fn sees(&self, kind: Kind, position: usize, access: &Access) -> bool {
        if self.mask().hides(kind, position) {
            return false;
        }
        match access {
            Access::Full => true,
            _ => access.sees(&self.definition().rule(kind, position)),
        }
    }

    /// Whether a caller finds the item at this place in a list.
    pub(super) fn lists_for(&self, kind: Kind, position: usize, access: &Access) -> bool {
        let is_known = position < self.definition().count(kind);
        let rule = || self.definition().rule(kind, position);
        self.sees(kind, position, access)
            && (!self.settings().lists_granted || !is_known || access.check(&rule()).is_ok())
    }

    /// Whether what a caller finds in the lists depends on what they may do.
    pub(super) fn lists_depend_on(&self, access: &Access) -> bool {
        match access {
            Access::Full => false,
            _ => self.settings().lists_granted || self.definition().rules().any(|r| r.is_hidden),
        }
    }

    /// Whether anybody may use something without a token.
    #[cfg(feature = "auth")]
    pub(crate) fn has_public(&self) -> bool {
        self.definition().rules().any(|rule| rule.is_public)
    }

    /// Refuses who sends no credentials to a server that has nothing for them.
    #[cfg(feature = "auth")]
    pub(crate) fn unknown_caller(&self) -> Refusal {
        let usual = self.definition().scopes.default();
        self.shared().challenges.refusal(Lack::Credentials, usual)
    }
}

impl<S: 'static> Core<S> {
    /// The page at a cursor of a list, as a caller finds it, or the lister's turn.
    pub(super) fn turn(
        &self,
        list: List,
        cursor: Option<&str>,
        access: &Access,
    ) -> Result<Turn, Refusal> {
        let catalogue = &self.lists().catalogue;
        if !self.lists_depend_on(access) {
            return catalogue.turn(list, cursor);
        }
        let held = match access {
            Access::Granted(grant) => Held::Scopes(grant.held),
            Access::Full | Access::Anonymous => Held::Nothing,
        };
        let hides = |kind, position| !self.lists_for(kind, position, access);
        catalogue.partial_turn(list, cursor, held, hides)
    }
}

#[cfg(feature = "legacy")]
impl<S: 'static> Core<S> {
    /// The names of the scopes that an item needs, by the method that calls it and its name or URI.
    pub(crate) fn needed_by(&self, method: &str, name: &str) -> Vec<String> {
        let definition = self.definition();
        let found = match method {
            "tools/call" => definition.tool(name).map(|(at, _)| (Kind::Tool, at)),
            "prompts/get" => definition.prompt(name).map(|(at, _)| (Kind::Prompt, at)),
            _ => resource(self, name, &Access::Full).map(|(at, _, _)| (Kind::Resource, at)),
        };
        let rule = found.map_or_else(
            || self.unlisted_rule(),
            |(kind, position)| definition.rule(kind, position),
        );
        definition
            .scopes
            .names(rule.needs)
            .map(str::to_owned)
            .collect()
    }

    /// Refuses a caller who lacks one of these scopes.
    pub(crate) fn permit_scopes(&self, names: &[&str], access: &Access) -> Result<(), Refusal> {
        let needed = self.definition().scopes.named(names);
        if access.has(needed) {
            return Ok(());
        }
        Err(self.shared().challenges.refusal(Lack::Scopes, needed))
    }
}
