//! Finds the URLs loaded by elements that a script creates: `new Image().src = "…"`, and
//! `const script = document.createElement("script")`.
//!
//! On any other object, an assignment to `src` is ignored: the object need not be an element.

use std::collections::BTreeMap;

use super::super::review::{Load, Review};
use super::tokens::{Tokens, before};

/// The elements whose names are nothing else's, by name.
pub(super) struct Elements<'t>(BTreeMap<&'t str, &'t str>);

impl<'t> Elements<'t> {
    /// `bound` has a name as often as scripts declare it.
    pub(super) fn of(scripts: &[Tokens<'t>], bound: &[String]) -> Self {
        // Each name with the tags of its elements, and with how often it is given a value.
        let mut named: BTreeMap<&str, (Vec<&str>, usize)> = BTreeMap::new();
        for tokens in scripts {
            for at in 0..tokens.list.len() {
                if let Some(name) = tokens.name(at).filter(|_| is_assigned(tokens, at)) {
                    let (tags, values) = named.entry(name).or_default();
                    tags.extend(made(tokens, at + 2).map(|(tag, _)| tag));
                    *values += 1;
                }
            }
        }
        let is_one = |name: &str, tags: &[&str], values: usize| {
            // Most names are ruled out before anything is counted: bundled scripts have thousands.
            tags.len() == values
                && tags.windows(2).all(|pair| pair[0] == pair[1])
                && bound.iter().filter(|bound| *bound == name).count() <= values
        };
        let elements = named
            .into_iter()
            .filter(|(name, (tags, values))| is_one(name, tags, *values));
        Self(
            elements
                .filter_map(|(name, (tags, _))| Some((name, *tags.first()?)))
                .collect(),
        )
    }

    pub(super) fn review(&self, tokens: &Tokens<'t>, review: &mut Review<'_>) {
        for at in 0..tokens.list.len() {
            if let Some((tag, end)) = made(tokens, at) {
                // A script element may load code from elsewhere, which may call any tool.
                review.calls_more |= tag == "script";
                if tag == "audio"
                    && tokens.is(at + 1, "Audio")
                    && let Some(url) = tokens.literal(at + 3)
                {
                    load(review, tokens, at + 3, tag, "src", url.known());
                }
                property(tokens, end, tag, review);
            } else if let Some(tag) = tokens.name(at).and_then(|name| self.0.get(name))
                && !before(at, 1).is_some_and(|dot| tokens.punct(dot, '.'))
            {
                property(tokens, at + 1, tag, review);
            }
        }
    }
}

/// `name = …`
fn is_assigned(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_property =
        before(at, 1).is_some_and(|dot| tokens.punct(dot, '.') || tokens.punct(dot, '#'));
    !is_property
        && tokens.punct(at + 1, '=')
        && !tokens.punct(at + 2, '=')
        && !tokens.punct(at + 2, '>')
}

/// The tag of the element that is made here, and where what makes it ends.
fn made<'t>(tokens: &Tokens<'t>, at: usize) -> Option<(&'t str, usize)> {
    let is_document = tokens.global(at, "document")
        && tokens.punct(at + 1, '.')
        && tokens.is(at + 2, "createElement");
    let (tag, open) = if is_document {
        (tokens.text(at + 4)?, at + 3)
    } else if tokens.is(at, "new") && tokens.global(at + 1, "Image") {
        ("img", at + 2)
    } else if tokens.is(at, "new") && tokens.global(at + 1, "Audio") {
        ("audio", at + 2)
    } else {
        return None;
    };
    Some((tag, tokens.close(open)? + 1))
}

/// `.src = "…"` and `.setAttribute("src", "…")` of an element.
fn property(tokens: &Tokens<'_>, dot: usize, tag: &str, review: &mut Review<'_>) {
    let Some(name) = tokens.name(dot + 1).filter(|_| tokens.punct(dot, '.')) else {
        return;
    };
    let (attr, at) =
        if name == "setAttribute" && tokens.punct(dot + 2, '(') && tokens.punct(dot + 4, ',') {
            (tokens.text(dot + 3), dot + 5)
        } else if tokens.punct(dot + 2, '=') {
            (Some(name), dot + 3)
        } else {
            return;
        };
    if let (Some(attr), Some(value)) = (attr, tokens.value(at)) {
        load(review, tokens, at, tag, attr, value.known());
    }
}

fn load(
    review: &mut Review<'_>,
    tokens: &Tokens<'_>,
    at: usize,
    tag: &str,
    attr: &str,
    url: Option<&str>,
) {
    let load = match (tag, attr) {
        ("img", "src") | ("video", "poster") => Load::Image,
        ("script", "src") => Load::Script,
        ("video" | "audio", "src") => Load::Media,
        ("iframe", "src") => Load::Frame,
        _ => return,
    };
    if let Some(url) = url {
        review.load(tokens.list[at].line, &format!("<{tag} {attr}>"), load, url);
    }
}
