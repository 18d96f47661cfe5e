//! Classifies a `<script>` element, and finds where its code is.

use super::Element;

pub(in super::super) enum Script {
    /// Between its tags.
    Here,
    /// Where this attribute leads.
    Elsewhere(&'static str),
    ImportMap,
    /// Data, or code for other browsers: neither loaded nor run.
    Data,
}

/// The MIME subtypes that mean JavaScript after `text/` or `application/`.
const JAVASCRIPT: [&str; 6] = [
    "javascript",
    "ecmascript",
    "x-javascript",
    "x-ecmascript",
    "jscript",
    "livescript",
];

impl Element<'_> {
    pub(in super::super) fn script(&self) -> Script {
        // Old documents name the language alone.
        let old = || {
            self.word("language")
                .filter(|language| !language.is_empty())
                .map(|language| format!("text/{language}"))
        };
        let kind = self.word("type").or_else(old).unwrap_or_default();
        if kind == "importmap" {
            return Script::ImportMap;
        }
        let is_code = match kind.split_once('/') {
            // Of two, browsers that know modules take the module.
            None => kind == "module" || kind.is_empty() && !self.has("nomodule"),
            Some(("text" | "application", name)) => {
                let name = name
                    .strip_prefix("javascript1.")
                    .map_or(name, |_| "javascript");
                JAVASCRIPT.contains(&name) && !self.has("nomodule")
            }
            Some(_) => false,
        };
        // Each kind of document has attributes of its own.
        let elsewhere: &[&'static str] = if self.place.in_svg {
            &["href", "xlink:href"]
        } else {
            &["src"]
        };
        match elsewhere.iter().find(|attr| self.has(attr)) {
            _ if !is_code => Script::Data,
            Some(attr) => Script::Elsewhere(attr),
            None => Script::Here,
        }
    }
}
