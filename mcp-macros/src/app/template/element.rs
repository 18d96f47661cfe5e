//! What the attributes of a tag load.

use html5gum::{Spanned, StartTag};

use super::super::csp::Use;
use super::review::{Load, Review};
use super::url::Url;
use super::{Lint, css};

/// A start tag, with attribute values whose character references are read.
pub(super) struct Element<'t> {
    pub(super) name: &'t str,
    pub(super) line: usize,
    tag: &'t StartTag<usize>,
    line_of: &'t dyn Fn(usize) -> usize,
}

impl<'t> Element<'t> {
    pub(super) fn new(tag: &'t StartTag<usize>, line_of: &'t dyn Fn(usize) -> usize) -> Self {
        Self { name: std::str::from_utf8(&tag.name.0).unwrap_or_default(), line: line_of(tag.span.start), tag, line_of }
    }

    pub(super) fn attr(&self, name: &str) -> Option<(String, usize)> {
        let Spanned { value, span } = self.tag.attributes.get(name.as_bytes())?;
        Some((String::from_utf8_lossy(&value.0).into_owned(), (self.line_of)(span.start)))
    }

    /// Code in attributes: `onclick="…"`, `href="javascript:…"`.
    pub(super) fn handlers(&self) -> impl Iterator<Item = (String, usize)> {
        self.tag.attributes.iter().filter_map(|(name, Spanned { value, span })| {
            let code = String::from_utf8_lossy(&value.0);
            let code = match name.starts_with(b"on") {
                true => code.into_owned(),
                false if **name == *b"href" => code.trim_start().strip_prefix("javascript:")?.to_owned(),
                false => return None,
            };
            Some((code, (self.line_of)(span.start)))
        })
    }

    pub(super) fn review(&self, review: &mut Review<'_>) {
        match self.name {
            // In SVG it has the latter.
            "script" => ["src", "href", "xlink:href"].into_iter().for_each(|attr| self.load(review, attr, Load::Script)),
            "img" => {
                self.load(review, "src", Load::Image);
                self.load_set(review);
            }
            "source" => {
                self.load(review, "src", Load::Media);
                self.load_set(review);
            }
            "video" => {
                self.load(review, "src", Load::Media);
                self.load(review, "poster", Load::Image);
            }
            "audio" | "track" => self.load(review, "src", Load::Media),
            "image" | "use" | "feimage" => {
                self.load(review, "href", Load::Image);
                self.load(review, "xlink:href", Load::Image);
            }
            // With it, `src` doesn't count.
            "iframe" if self.attr("srcdoc").is_none() => self.load(review, "src", Load::Frame),
            "link" => self.link(review),
            "object" | "embed" => {
                review.wrong(
                    self.line,
                    format!(
                        "hosts never show `<{}>`: their policy has `object-src 'none'`; write an `<img>`, `<video>` or `<svg>`",
                        self.name
                    ),
                );
            }
            "base" => self.base(review),
            "form" => self.action(review, "action"),
            "button" => self.action(review, "formaction"),
            "input" => {
                self.load(review, "src", Load::Image);
                self.action(review, "formaction");
            }
            _ => {}
        }
        if let Some((style, line)) = self.attr("style") {
            css::review(&style, line, "style", review);
        }
    }

    fn load(&self, review: &mut Review<'_>, attr: &str, load: Load) {
        if let Some((url, line)) = self.attr(attr) {
            review.load(line, &format!("<{} {attr}>", self.name), load, &url);
        }
    }

    fn load_set(&self, review: &mut Review<'_>) {
        if let Some((set, line)) = self.attr("srcset") {
            for url in candidates(&set) {
                review.load(line, &format!("<{} srcset>", self.name), Load::Image, url);
            }
        }
    }

    fn link(&self, review: &mut Review<'_>) {
        let rel = self.attr("rel").map(|(rel, _)| rel.to_ascii_lowercase()).unwrap_or_default();
        let is = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
        let preloads = || match self.attr("as").map(|(kind, _)| kind.to_ascii_lowercase()).as_deref() {
            Some("style") => Some(Load::Style),
            Some("image") => Some(Load::Image),
            Some("font") => Some(Load::Font),
            Some("audio" | "video" | "track") => Some(Load::Media),
            Some("script") => Some(Load::Script),
            _ => None,
        };
        let load = if is("stylesheet") {
            Some(Load::Style)
        } else if ["icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"].into_iter().any(is) {
            Some(Load::Image)
        } else if is("modulepreload") {
            Some(Load::Script)
        } else if is("preload") {
            preloads()
        } else {
            None
        };
        if let (Some(load), Some((url, line))) = (load, self.attr("href")) {
            review.load(line, &format!("<link rel={rel}>"), load, &url);
        }
    }

    fn base(&self, review: &mut Review<'_>) {
        let Some((href, line)) = self.attr("href").filter(|_| review.base.is_none()) else { return };
        match Url::of(&href) {
            Url::Absolute(origin) => {
                if !review.declared.csp.allows(Use::BaseUri, &origin) {
                    review.wrong(
                        line,
                        format!("`<base href>` is {origin}, which the view's policy doesn't allow; declare it: `csp(base_uri = [\"{origin}\"])`, or write whole URLs and remove it"),
                    );
                }
                review.base = Some(origin);
            }
            _ => review.wrong(line, "`<base href>` needs a whole URL, since a view has no address of its own; write one, or remove it"),
        }
    }

    fn action(&self, review: &mut Review<'_>, attr: &str) {
        if let Some((url, line)) = self.attr(attr)
            && !matches!(Url::of(&url), Url::Here | Url::Other)
        {
            review.lint(
                Lint::Form,
                line,
                &format!("`<{} {attr}>` would lead away from the view, and most hosts don't let it be sent", self.name),
                "remove it, and call a tool with `mcp.callTool` when the button is pressed",
            );
        }
    }
}

/// The URLs of a `srcset`. They may have commas within.
fn candidates(set: &str) -> Vec<&str> {
    let mut urls = Vec::new();
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return urls;
        }
        let (url, behind) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
        urls.push(url.trim_end_matches(','));
        // Behind it stands its size, up to the next comma.
        rest = if url.ends_with(',') { behind } else { behind.find(',').map_or("", |comma| &behind[comma..]) };
    }
}
