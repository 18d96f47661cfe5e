//! A template: the HTML file behind a view, read and reviewed while the program compiles.
//!
//! The document is tokenised as the standard says, without building its tree. What a tag loads,
//! what style sheets load, and what literals in scripts say is held against the declared origins
//! and against what hosts allow (`review`). What code computes, what is fetched from elsewhere, and
//! what foreign content (SVG, MathML) reads otherwise is not seen.

mod css;
mod document;
mod element;
mod lint;
mod review;
mod script;
#[cfg(test)]
mod tests;
pub(super) mod url;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use super::csp::Csp;
pub(super) use lint::Lint;
use review::Review;

/// The view runtime: the script that is inserted at the start of a template's `<head>`, unless
/// `runtime = false`.
const VIEW_RUNTIME: &str = include_str!("../view.min.js");

/// Above it, clients are slow to load a view, or don't.
const LARGE: usize = 256 * 1024;

/// The parts of `#[mcp_app(…)]` that a template is checked against.
pub(super) struct Declared<'a> {
    pub(super) csp: &'a Csp,
    pub(super) allowed: Vec<Lint>,
    pub(super) has_runtime: bool,
}

pub(super) struct Template {
    /// As it is sent.
    pub(super) html: String,
    pub(super) calls: Vec<(String, u32)>,
    pub(super) calls_more: bool,
    pub(super) wrong: Vec<String>,
    /// The lints that the template triggered and `allow(…)` silenced.
    pub(super) silenced: BTreeSet<Lint>,
}

impl Template {
    /// Reads `file`, a path from the package's folder.
    pub(super) fn read(
        package: &Path,
        file: &str,
        declared: &Declared<'_>,
    ) -> Result<Self, String> {
        if file.is_empty() || Path::new(file).is_absolute() {
            return Err(
                "`html` takes a path from the package's folder: `html = \"ui/view.html\"`"
                    .to_owned(),
            );
        }
        if Path::new(file)
            .components()
            .any(|part| part == Component::ParentDir)
        {
            return Err(format!(
                "`{file}` leads out of the package's folder, and what is outside isn't there when the package is built from where it was \
                 published; move the file into it: `html = \"ui/view.html\"`"
            ));
        }
        let path = package.join(file);
        let bytes = fs::read(&path).map_err(|e| missing(&path, file, &e))?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::of(file, &text, declared)),
            Err(e) => {
                let valid = String::from_utf8_lossy(&e.as_bytes()[..e.utf8_error().valid_up_to()])
                    .into_owned();
                let line = valid.matches('\n').count() + 1;
                Err(format!(
                    "{file}:{line}: this is not UTF-8, which is what a view is sent in; save the \
                     file as UTF-8"
                ))
            }
        }
    }

    fn of(file: &str, text: &str, declared: &Declared<'_>) -> Self {
        // A mark in front of the doctype would be text, and the document not HTML 5.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut review = Review::new(declared);
        let page = document::walk(text, 1, &mut review);
        script::review(&page, &mut review);
        let html = match page.head_end.filter(|_| declared.has_runtime) {
            Some(end) => format!(
                "{}<script>{}</script>{}",
                &text[..end],
                VIEW_RUNTIME.trim_end(),
                &text[end..]
            ),
            None => text.to_owned(),
        };
        if text.len() > LARGE {
            let what = format!(
                "the document has {} KiB, and a view over {} KiB is slow to show",
                text.len() / 1024,
                LARGE / 1024
            );
            review.lint(
                Lint::Size,
                1,
                &what,
                "minify it, or fetch what is large with `mcp.callTool` once it is shown",
            );
        }
        let Review {
            findings,
            silenced,
            calls,
            calls_more,
            ..
        } = review;
        let wrong = findings
            .into_iter()
            .map(|(line, what)| format!("{file}:{line}: {what}"))
            .collect();
        Self {
            html,
            calls,
            calls_more: calls_more || !declared.has_runtime,
            wrong,
            silenced,
        }
    }
}

/// Returns the error message for a template that can't be read. If there is no such file, it
/// suggests a similar one.
fn missing(path: &Path, file: &str, e: &std::io::Error) -> String {
    if e.kind() != std::io::ErrorKind::NotFound {
        return format!(
            "`{file}` can't be read: {e}; `html` takes a path from the package's folder (where its \
             Cargo.toml is)"
        );
    }
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let names = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut pages: Vec<String> = names
        .filter(|name| is_page(name))
        .map(|name| folder.join(name).display().to_string().replace('\\', "/"))
        .collect();
    pages.sort_unstable();
    let near = pages
        .iter()
        .map(|page| (strsim::jaro_winkler(file, page), page))
        .filter(|(score, _)| *score > 0.75);
    let advice = match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, page)) => format!("did you mean `{page}`?"),
        None => "write it there, or name another".to_owned(),
    };
    format!("there is no file `{file}` in the package's folder (where its Cargo.toml is); {advice}")
}

fn is_page(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm")
    })
}
