//! The findings of a template's review, and the rules that several kinds of findings share.

use std::collections::BTreeSet;

use super::super::csp::Use;
use super::url::{Origin, Url};
use super::{Declared, Lint};

pub(super) struct Review<'a> {
    pub(super) declared: &'a Declared<'a>,
    /// Each with its line, in the order of the lines.
    pub(super) findings: BTreeSet<(usize, String)>,
    pub(super) silenced: BTreeSet<Lint>,
    pub(super) calls: Vec<(String, u32)>,
    pub(super) calls_more: bool,
    /// The origin that relative URLs resolve to, set by `<base>`.
    pub(super) base: Option<Origin>,
    /// How deeply the document being read is nested in frames; 0 for the template itself.
    pub(super) frames: usize,
}

/// The kind of resource that a part of the document loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    Script,
    Style,
    Image,
    Media,
    Font,
    Frame,
}

impl Load {
    fn used(self) -> Use {
        match self {
            Self::Frame => Use::Frame,
            _ => Use::Resource,
        }
    }

    /// Returns advice on how to do without the load, for error messages.
    fn instead(self) -> &'static str {
        match self {
            Self::Script => "write the code between `<script>` and `</script>`",
            Self::Style => "write the rules between `<style>` and `</style>`",
            Self::Image => "write the image as a `data:` URL or as `<svg>`",
            Self::Media => "write it as a `data:` URL",
            Self::Font => "use the host's own, `font-family: var(--font-sans)`",
            Self::Frame => "write its content into the view itself",
        }
    }
}

impl<'a> Review<'a> {
    pub(super) fn new(declared: &'a Declared<'a>) -> Self {
        Self {
            declared,
            findings: BTreeSet::new(),
            silenced: BTreeSet::new(),
            calls: Vec::new(),
            calls_more: false,
            base: None,
            frames: 0,
        }
    }

    pub(super) fn wrong(&mut self, line: usize, what: impl Into<String>) {
        self.findings.insert((line, what.into()));
    }

    /// Records a finding that `allow(…)` can silence, since it may be intended.
    pub(super) fn lint(&mut self, kind: Lint, line: usize, what: &str, instead: &str) {
        if self.declared.allowed.contains(&kind) {
            self.silenced.insert(kind);
        } else {
            self.wrong(
                line,
                format!(
                    "{what}; {instead}, or say that it is meant: `allow({})`",
                    kind.word()
                ),
            );
        }
    }

    /// `what` is such as `<img src>`.
    pub(super) fn load(&mut self, line: usize, what: &str, load: Load, url: &str) {
        let instead = load.instead();
        match self.resolved(Url::of(url)) {
            Url::Here | Url::Other => {}
            Url::Data if matches!(load, Load::Image | Load::Media) => {}
            Url::Data => self.wrong(
                line,
                format!(
                    "`{what}` is a `data:` URL, which hosts allow \
                     for images and media only; {instead}"
                ),
            ),
            Url::Blob => self.wrong(
                line,
                format!(
                    "`{what}` is a `blob:` URL, which hosts don't \
                     allow; {instead}"
                ),
            ),
            Url::Relative if Url::lacks_scheme(url) => {
                let url = cut(&format!("https:{}", url.trim().replace('\\', "/")));
                self.wrong(
                    line,
                    format!(
                        "`{what}` leaves its scheme to the document, which has \
                         none; write {url}"
                    ),
                );
            }
            Url::Relative => {
                let url = cut(url);
                self.wrong(
                    line,
                    format!(
                        "`{what}` is relative ({url}), and a view has no address that it could \
                         be relative to; {instead}"
                    ),
                );
            }
            Url::Absolute(origin) => {
                if !self.declared.csp.allows(load.used(), &origin) {
                    let key = load.used().key();
                    self.wrong(
                        line,
                        format!(
                            "`{what}` loads from {origin}, which the view's policy doesn't \
                             allow; declare it: `csp({key} = [\"{origin}\"])`, or {instead}"
                        ),
                    );
                }
            }
        }
    }

    /// A connection of a script, as far as it can be read.
    pub(super) fn connect(&mut self, line: usize, what: &str, url: Url) {
        let instead = "ask a tool of the server instead (`mcp.callTool`)";
        match self.resolved(url) {
            Url::Here | Url::Other => {}
            Url::Absolute(origin) => {
                if !self.declared.csp.allows(Use::Connect, &origin) {
                    let what = format!(
                        "`{what}` connects to {origin}, which the view's policy doesn't allow"
                    );
                    self.lint(
                        Lint::Fetch,
                        line,
                        &what,
                        &format!("declare it: `csp(connect = [\"{origin}\"])`, or {instead}"),
                    );
                }
            }
            Url::Relative => {
                self.lint(
                    Lint::Fetch,
                    line,
                    &format!(
                        "`{what}` has a relative URL, and a view has no address that it could \
                         be relative to"
                    ),
                    instead,
                );
            }
            Url::Data | Url::Blob => {
                self.lint(
                    Lint::Fetch,
                    line,
                    &format!("`{what}` has a `data:` or `blob:` URL, which hosts don't allow"),
                    "use the data as it is",
                );
            }
        }
    }

    fn resolved(&self, url: Url) -> Url {
        match (url, &self.base) {
            (Url::Relative, Some(base)) => Url::Absolute(base.clone()),
            (url, _) => url,
        }
    }
}

/// Short enough for a message.
fn cut(url: &str) -> String {
    let short: String = url.chars().take(60).filter(|c| !c.is_control()).collect();
    if short.len() < url.len() {
        format!("\"{short}…\"")
    } else {
        format!("\"{short}\"")
    }
}
