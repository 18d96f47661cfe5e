//! Finds the URLs that a tag's attributes load. The rules follow the observed behaviour of a
//! browser, which `tests/loads.rs` lists.

mod script;

use html5gum::{Spanned, StartTag};

use super::super::csp::Use;
use super::review::{Load, Review};
use super::url::Url;
use super::{Lint, css};
pub(super) use script::Script;

/// Where a tag stands, as far as that decides what it loads.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) in_svg: bool,
    /// `picture`, `video` or `audio`, for `<source>` and `<track>`.
    pub(super) media: &'static str,
}

/// A start tag, with attribute values whose character references are read.
pub(super) struct Element<'t> {
    pub(super) name: &'t str,
    pub(super) line: usize,
    place: Place,
    tag: &'t StartTag<usize>,
    line_of: &'t dyn Fn(usize) -> usize,
}

impl<'t> Element<'t> {
    pub(super) fn new(
        tag: &'t StartTag<usize>,
        place: Place,
        line_of: &'t dyn Fn(usize) -> usize,
    ) -> Self {
        Self {
            name: std::str::from_utf8(&tag.name.0).unwrap_or_default(),
            line: line_of(tag.span.start),
            place,
            tag,
            line_of,
        }
    }

    pub(super) fn attr(&self, name: &str) -> Option<(String, usize)> {
        let Spanned { value, span } = self.tag.attributes.get(name.as_bytes())?;
        Some((
            String::from_utf8_lossy(&value.0).into_owned(),
            (self.line_of)(span.start),
        ))
    }

    fn has(&self, name: &str) -> bool {
        self.tag.attributes.contains_key(name.as_bytes())
    }

    /// The value of an attribute that takes one of some words.
    fn word(&self, name: &str) -> Option<String> {
        self.attr(name)
            .map(|(value, _)| value.trim().to_ascii_lowercase())
    }

    /// Code in attributes: `onclick="…"`, `href="javascript:…"`.
    pub(super) fn handlers(&self) -> impl Iterator<Item = (String, usize)> {
        self.tag
            .attributes
            .iter()
            .filter_map(|(name, Spanned { value, span })| {
                let code = String::from_utf8_lossy(&value.0);
                let code = match &name[..] {
                    name if name.starts_with(b"on") => code.into_owned(),
                    b"href" | b"xlink:href" | b"action" | b"formaction" => {
                        of_scheme(&code)?.to_owned()
                    }
                    b"src" if self.name == "iframe" => of_scheme(&code)?.to_owned(),
                    _ => return None,
                };
                Some((code, (self.line_of)(span.start)))
            })
    }

    pub(super) fn review(&self, review: &mut Review<'_>) {
        match self.name {
            "script" => {
                if let Script::Elsewhere(attr) = self.script() {
                    self.load(review, attr, Load::Script);
                }
            }
            "use" if self.place.in_svg => self.part_of_svg(review),
            "image" | "feimage" if self.place.in_svg => {
                self.load(review, "href", Load::Image);
                self.load(review, "xlink:href", Load::Image);
            }
            // Outside of SVG, the former is another name of the latter.
            "image" | "img" => {
                self.load(review, "src", Load::Image);
                self.load_set(review, "srcset");
            }
            "source" if self.place.media == "picture" => self.load_set(review, "srcset"),
            "source" | "track" if matches!(self.place.media, "video" | "audio") => {
                self.load(review, "src", Load::Media);
            }
            "video" => {
                self.load(review, "src", Load::Media);
                self.load(review, "poster", Load::Image);
            }
            "audio" => self.load(review, "src", Load::Media),
            // With it, `src` doesn't count.
            "iframe" if !self.has("srcdoc") => self.load(review, "src", Load::Frame),
            "link" => self.link(review),
            "object" => self.plugin(review, "data"),
            "embed" => self.plugin(review, "src"),
            "base" => self.base(review),
            "meta" => self.refresh(review),
            "a" | "area" if self.has("href") => self.ping(review),
            "form" => self.action(review, "action", "method"),
            "button" if !matches!(self.word("type").as_deref(), Some("button" | "reset")) => {
                self.action(review, "formaction", "formmethod");
            }
            "input" => {
                let kind = self.word("type");
                if kind.as_deref() == Some("image") {
                    self.load(review, "src", Load::Image);
                }
                if matches!(kind.as_deref(), Some("image" | "submit")) {
                    self.action(review, "formaction", "formmethod");
                }
            }
            "body" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => {
                self.load(review, "background", Load::Image);
            }
            _ => {}
        }
        if let Some((style, line)) = self.attr("style") {
            css::review(&style, line, "style", review);
        }
        if self.place.in_svg {
            for attr in [
                "fill",
                "stroke",
                "mask",
                "cursor",
                "marker-start",
                "marker-mid",
                "marker-end",
            ] {
                if let Some((value, line)) = self.attr(attr) {
                    css::review(&value, line, &format!("<{} {attr}>", self.name), review);
                }
            }
        }
    }

    fn load(&self, review: &mut Review<'_>, attr: &str, load: Load) {
        if let Some((url, line)) = self.attr(attr) {
            review.load(line, &format!("<{} {attr}>", self.name), load, &url);
        }
    }

    fn load_set(&self, review: &mut Review<'_>, attr: &str) {
        if let Some((set, line)) = self.attr(attr) {
            for url in candidates(&set) {
                review.load(line, &format!("<{} {attr}>", self.name), Load::Image, url);
            }
        }
    }

    fn link(&self, review: &mut Review<'_>) {
        let rel = self
            .attr("rel")
            .map(|(rel, _)| rel.to_ascii_lowercase())
            .unwrap_or_default();
        let is = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
        let kind = self.word("as").unwrap_or_default();
        let load = if is("stylesheet") {
            // Of another type it isn't loaded.
            Some(Load::Style).filter(|_| self.word("type").is_none_or(|kind| is_css(&kind)))
        } else if [
            "icon",
            "apple-touch-icon",
            "apple-touch-icon-precomposed",
            "mask-icon",
        ]
        .into_iter()
        .any(is)
        {
            Some(Load::Image)
        } else if is("modulepreload") {
            Some(Load::Script)
        } else if is("preload") {
            match kind.as_str() {
                "style" => Some(Load::Style),
                "image" => Some(Load::Image),
                "font" => Some(Load::Font),
                "audio" | "video" | "track" => Some(Load::Media),
                "script" => Some(Load::Script),
                _ => None,
            }
        } else {
            // Hints alone (`prefetch`, `preconnect`), which nothing waits for, and what isn't
            // loaded in a frame (`manifest`).
            None
        };
        if is("preload") && kind == "image" {
            self.load_set(review, "imagesrcset");
        }
        let Some((url, line)) = self.attr("href") else {
            return;
        };
        match load {
            Some(load) => review.load(line, &format!("<link rel={rel}>"), load, &url),
            None if is("preload") && kind == "fetch" => {
                review.connect(line, "<link rel=preload as=fetch>", Url::of(&url));
            }
            None => {}
        }
    }

    /// Reports an `<object>` or `<embed>` that has a URL: every host's policy blocks plugins.
    fn plugin(&self, review: &mut Review<'_>, attr: &str) {
        if self
            .attr(attr)
            .is_some_and(|(url, _)| !url.trim().is_empty())
        {
            review.wrong(
                self.line,
                format!(
                    "hosts never show `<{}>`: their policy has `object-src 'none'`; write an \
                     `<img>`, `<video>` or `<svg>`",
                    self.name
                ),
            );
        }
    }

    /// Browsers take it from the document itself, or from its origin, which a view shares with
    /// nothing.
    fn part_of_svg(&self, review: &mut Review<'_>) {
        for attr in ["href", "xlink:href"] {
            if let Some((url, line)) = self.attr(attr).filter(|(url, _)| Url::of(url) != Url::Here)
            {
                let id = url.rsplit_once('#').map_or("id", |(_, id)| id.trim());
                review.wrong(
                    line,
                    format!(
                        "`<use {attr}>` shows only what the view's own document has; write the \
                         `<symbol id=\"{id}\">` into it, and \"#{id}\" here"
                    ),
                );
            }
        }
    }

    fn base(&self, review: &mut Review<'_>) {
        let Some((href, line)) = self.attr("href").filter(|_| review.base.is_none()) else {
            return;
        };
        match Url::of(&href) {
            Url::Absolute(origin) => {
                if !review.declared.csp.allows(Use::BaseUri, &origin) {
                    review.wrong(
                        line,
                        format!(
                            "`<base href>` is {origin}, which the view's policy doesn't allow; \
                             declare it: `csp(base_uri = [\"{origin}\"])`, or write whole URLs and \
                             remove it"
                        ),
                    );
                }
                review.base = Some(origin);
            }
            _ => review.wrong(
                line,
                "`<base href>` needs a whole URL, since a view has no address \
                 of its own; write one, or remove it",
            ),
        }
    }

    fn refresh(&self, review: &mut Review<'_>) {
        if self.word("http-equiv").as_deref() != Some("refresh") {
            return;
        }
        let Some((content, line)) = self.attr("content") else {
            return;
        };
        let Some(url) = refreshed(&content).filter(|url| of_scheme(url).is_none()) else {
            return;
        };
        let what = "<meta http-equiv=refresh>";
        if review.frames > 0 {
            // It leads the frame elsewhere, and not the view.
            review.load(line, what, Load::Frame, url);
        } else if url.is_empty() {
            review.wrong(
                line,
                format!(
                    "`{what}` loads the view anew, and a view has no address that it could be \
                     loaded from; remove it, and call a tool for new data, such as `setInterval(() \
                     => mcp.callTool(\"refresh\"), 60_000)`"
                ),
            );
        } else {
            review.wrong(
                line,
                format!(
                    "`{what}` leads the view away, and hosts show nothing in its place; remove \
                     it, and open the page by `mcp.openLink(url)`, such as when a button is pressed"
                ),
            );
        }
    }

    fn ping(&self, review: &mut Review<'_>) {
        if let Some((urls, line)) = self.attr("ping") {
            let what = format!("<{} ping>", self.name);
            urls.split_ascii_whitespace()
                .for_each(|url| review.connect(line, &what, Url::of(url)));
        }
    }

    fn action(&self, review: &mut Review<'_>, attr: &str, method: &str) {
        if let Some((url, line)) = self.attr(attr)
            && !matches!(Url::of(&url), Url::Here | Url::Other)
            // That closes a dialog, and sends nothing.
            && self.word(method).as_deref() != Some("dialog")
        {
            review.lint(
                Lint::Form,
                line,
                &format!(
                    "`<{} {attr}>` would lead away from the view, and most hosts don't let it \
                     be sent",
                    self.name
                ),
                "remove it, and call a tool with `mcp.callTool` when the button is pressed",
            );
        }
    }
}

/// Whether a style sheet of this type is one.
pub(super) fn is_css(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.is_empty() || kind.eq_ignore_ascii_case("text/css")
}

/// The code of a `javascript:` URL.
fn of_scheme(url: &str) -> Option<&str> {
    let (scheme, code) = url.trim_start().split_once(':')?;
    scheme.eq_ignore_ascii_case("javascript").then_some(code)
}

/// Where `content="5; url=…"` leads: nowhere else, if that is empty. `None` where it does nothing.
fn refreshed(content: &str) -> Option<&str> {
    let content = content.trim_start();
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if rest.len() == content.len()
        || !(rest.is_empty()
            || rest.starts_with(|c: char| c.is_ascii_whitespace() || ";,".contains(c)))
    {
        return None;
    }
    let rest = rest.trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim();
    let named = rest
        .get(..3)
        .filter(|key| key.eq_ignore_ascii_case("url"))
        .and_then(|_| rest[3..].trim_start().strip_prefix('='));
    let url = named.unwrap_or(rest).trim_start();
    Some(
        match url.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => url[1..].split(quote).next().unwrap_or_default(),
            None => url,
        },
    )
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
        let (url, behind) = rest.split_at(
            rest.find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(rest.len()),
        );
        urls.push(url.trim_end_matches(','));
        // Behind it stands its size, up to the next comma.
        rest = if url.ends_with(',') {
            behind
        } else {
            behind.find(',').map_or("", |comma| &behind[comma..])
        };
    }
}
