//! The lists of a server's tables: the items' texts, and the pages made of those that are switched
//! on.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, RwLock};

use super::Settings;
use super::lists::{Pages, Turn};
use crate::protocol::Refusal;
use crate::table::{Kind, ScopeSet};

/// A list that a client can fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum List {
    Tools,
    Prompts,
    Resources,
    Templates,
}

impl List {
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Tools => "tools/list",
            Self::Prompts => "prompts/list",
            Self::Resources => "resources/list",
            Self::Templates => "resources/templates/list",
        }
    }

    /// Under which a result has the items.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
            Self::Templates => "resourceTemplates",
        }
    }

    /// Of the table that it lists.
    fn kind(self) -> Kind {
        match self {
            Self::Tools => Kind::Tool,
            Self::Prompts => Kind::Prompt,
            Self::Resources | Self::Templates => Kind::Resource,
        }
    }
}

/// The access of readers who don't find everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Held {
    Nothing,
    Scopes(ScopeSet),
}

/// Kinds of such readers at a time; beyond it their lists are made anew.
const MANY: usize = 256;

/// The items of one list.
pub(super) struct Section {
    pub(super) list: List,
    /// Where each stands in the table, and its JSON.
    pub(super) items: Vec<(usize, String)>,
    /// Whether a lister's pages follow.
    pub(super) dynamic: bool,
}

/// All lists, each in pages that are bytes.
pub(super) struct Catalogue {
    sections: [(Section, RwLock<Pages>); 4],
    /// Of those who don't find everything, by what they may do.
    partial: Mutex<HashMap<(List, Held), Pages>>,
    settings: Settings,
    server_info: String,
}

impl Catalogue {
    /// Of four sections, in the order of [`List`]. `hides` says what is switched off.
    pub(super) fn new(
        [tools, prompts, resources, templates]: [Section; 4],
        settings: &Settings,
        server_info: &str,
        hides: impl Fn(Kind, usize) -> bool,
    ) -> Self {
        let with_pages = |section: Section| {
            let pages = pages(&section, settings, server_info, &hides, false);
            (section, RwLock::new(pages))
        };
        let sections = [
            with_pages(tools),
            with_pages(prompts),
            with_pages(resources),
            with_pages(templates),
        ];
        Self {
            sections,
            partial: Mutex::default(),
            settings: settings.clone(),
            server_info: server_info.to_owned(),
        }
    }

    /// Returns the page at a cursor of a list, or the lister's turn.
    pub(super) fn turn(&self, list: List, cursor: Option<&str>) -> Result<Turn, Refusal> {
        self.sections[list as usize]
            .1
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .turn(cursor)
    }

    /// The same for those who don't find everything, of whom `hides` says what they miss.
    pub(super) fn partial_turn(
        &self,
        list: List,
        cursor: Option<&str>,
        held: Held,
        hides: impl Fn(Kind, usize) -> bool,
    ) -> Result<Turn, Refusal> {
        let mut partial = self.partial.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = partial.get(&(list, held)) {
            return known.turn(cursor);
        }
        let (section, _) = &self.sections[list as usize];
        let made = pages(section, &self.settings, &self.server_info, hides, true);
        if partial.len() >= MANY {
            partial.clear();
        }
        partial.entry((list, held)).or_insert(made).turn(cursor)
    }

    /// Makes the pages of a kind anew.
    pub(super) fn refresh(&self, kind: Kind, hides: impl Fn(Kind, usize) -> bool) {
        for (section, old) in self
            .sections
            .iter()
            .filter(|(section, _)| section.list.kind() == kind)
        {
            let new = pages(section, &self.settings, &self.server_info, &hides, false);
            *old.write().unwrap_or_else(PoisonError::into_inner) = new;
        }
        let mut partial = self.partial.lock().unwrap_or_else(PoisonError::into_inner);
        partial.retain(|(list, _), _| list.kind() != kind);
    }
}

fn pages(
    section: &Section,
    settings: &Settings,
    server_info: &str,
    hides: impl Fn(Kind, usize) -> bool,
    is_partial: bool,
) -> Pages {
    let Section {
        list,
        items,
        dynamic,
    } = section;
    let shown = items
        .iter()
        .filter(|(position, _)| !hides(list.kind(), *position));
    Pages::new(
        list.key(),
        &shown.map(|(_, json)| json.as_str()).collect::<Vec<_>>(),
        *dynamic,
        is_partial,
        settings,
        server_info,
    )
}
