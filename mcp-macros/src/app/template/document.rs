//! The document as a row of tags: its frame, its scripts, its style sheets.

use html5gum::{DefaultEmitter, Doctype, State, Token, Tokenizer};

use super::css;
use super::element::{Element, Place, Script, is_css};
use super::review::Review;

/// The parts of a document that `walk` collects for later steps.
#[derive(Default)]
pub(super) struct Page {
    /// Where the start tag of `<head>` ends.
    pub(super) head_end: Option<usize>,
    pub(super) scripts: Vec<Code>,
    /// Scripts from elsewhere, which can't be seen.
    pub(super) has_foreign_scripts: bool,
    pub(super) import_maps: Vec<Code>,
    /// The documents of its frames, `<iframe srcdoc>`.
    pub(super) frames: Vec<Self>,
}

/// A piece of code.
pub(super) struct Code {
    pub(super) text: String,
    /// Where it begins.
    pub(super) line: usize,
}

/// Elements whose text isn't for reading.
enum Raw {
    Script(Code),
    ImportMap(Code),
    Style(Code),
    /// A script that is none, or that is elsewhere.
    Other,
}

/// How far the frame of a document has been read: each must be there, in this order.
#[derive(PartialEq, PartialOrd)]
enum Frame {
    Nothing,
    Doctype,
    Html,
    Head,
    /// Something came before its time.
    Broken,
}

/// `line` is where `text` begins.
pub(super) fn walk(text: &str, line: usize, review: &mut Review<'_>) -> Page {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at) + line - 1;
    // The document of an `<iframe srcdoc>` needs no doctype, `<html>` or `<head>`.
    let begin = if review.frames == 0 {
        Frame::Nothing
    } else {
        Frame::Broken
    };
    let (mut page, mut frame, mut raw, mut places) =
        (Page::default(), begin, None, Places::default());
    let mut tokens = Tokenizer::new_with_emitter(text, emitter);
    while let Some(Ok(token)) = tokens.next() {
        match token {
            Token::Doctype(doctype) if frame == Frame::Nothing && is_html5(&doctype) => {
                frame = Frame::Doctype;
            }
            Token::Doctype(doctype) if frame == Frame::Nothing => {
                review.wrong(
                    line_of(doctype.span.start),
                    "a view is HTML 5, and this doctype says otherwise; write `<!doctype html>`",
                );
                frame = Frame::Broken;
            }
            Token::StartTag(tag) => {
                let element = Element::new(&tag, places.place(), &line_of);
                let wrong = step(&mut frame, element.name);
                if let Some(wrong) = wrong {
                    review.wrong(element.line, wrong);
                }
                if frame == Frame::Head && element.name == "head" && page.head_end.is_none() {
                    page.head_end = Some(tag.span.end);
                }
                element.review(review);
                page.scripts
                    .extend(element.handlers().map(|(text, line)| Code { text, line }));
                page.frames.extend(framed(&element, review));
                raw = opened(&element, &mut page);
                if tag.self_closing && places.place().in_svg {
                    close(raw.take(), &mut page, review);
                    tokens.set_state(State::Data);
                }
                places.open(element.name, tag.self_closing);
            }
            Token::String(string) => {
                if let Some(Raw::Script(code) | Raw::ImportMap(code) | Raw::Style(code)) = &mut raw
                {
                    if code.text.is_empty() {
                        code.line = line_of(string.span.start);
                    }
                    code.text
                        .push_str(&String::from_utf8_lossy(&string.value.0));
                } else if frame == Frame::Nothing && !string.value.trim_ascii().is_empty() {
                    review.wrong(line_of(string.span.start), NO_DOCTYPE);
                    frame = Frame::Broken;
                }
            }
            Token::EndTag(tag) => {
                close(raw.take(), &mut page, review);
                places.close(&tag.name);
            }
            Token::Doctype(_) | Token::Comment(_) | Token::Error(_) => {}
        }
    }
    close(raw, &mut page, review);
    if let Some(wrong) = step(&mut frame, "") {
        review.wrong(1, wrong);
    }
    page
}

const NO_DOCTYPE: &str = "a view is a whole HTML document, and this one doesn't begin with its \
                          doctype; write `<!doctype html>` first";

/// Advances `frame` past this tag, and returns the error message if the tag is out of order.
fn step(frame: &mut Frame, name: &str) -> Option<&'static str> {
    let (next, wrong) = match (&*frame, name) {
        (Frame::Head | Frame::Broken, _) => return None,
        (Frame::Nothing, _) => (Frame::Broken, Some(NO_DOCTYPE)),
        (Frame::Doctype, "html") => (Frame::Html, None),
        (Frame::Doctype, _) => (
            Frame::Broken,
            Some(
                "a view is a whole HTML document; write `<html>` behind the doctype, and `<head>` \
                 and `<body>` in it",
            ),
        ),
        (Frame::Html, "head") => (Frame::Head, None),
        (Frame::Html, _) => (
            Frame::Broken,
            Some(
                "a view is a whole HTML document; write `<head>` behind `<html>`, before anything \
                 else",
            ),
        ),
    };
    *frame = next;
    wrong
}

fn is_html5(doctype: &Doctype<usize>) -> bool {
    let is_legacy = |system: &[u8]| system == b"about:legacy-compat";
    *doctype.name == *b"html"
        && doctype.public_identifier.is_none()
        && doctype
            .system_identifier
            .as_ref()
            .is_none_or(|id| is_legacy(id))
}

/// Frames in frames are read so deep.
const DEEPEST: usize = 4;

/// The document of an `<iframe srcdoc>`, which is under the view's own policy, whatever that says
/// of frames.
fn framed(element: &Element<'_>, review: &mut Review<'_>) -> Option<Page> {
    let (text, line) = element
        .attr("srcdoc")
        .filter(|_| element.name == "iframe")?;
    if review.frames == DEEPEST {
        review.wrong(
            line,
            format!(
                "frames within frames are read {DEEPEST} deep, and this one isn't; write its \
                 content into the one around it"
            ),
        );
        return None;
    }
    // Its URLs are relative to what the view's are.
    let base = review.base.clone();
    review.frames += 1;
    let page = walk(&text, line, review);
    review.frames -= 1;
    review.base = base;
    Some(page)
}

/// The open elements that decide what others load.
#[derive(Default)]
struct Places {
    /// `true` for `<svg>`, `false` for HTML within.
    foreign: Vec<bool>,
    media: &'static str,
}

impl Places {
    const MEDIA: [&str; 3] = ["picture", "video", "audio"];

    fn place(&self) -> Place {
        Place {
            in_svg: self.foreign.last() == Some(&true),
            media: self.media,
        }
    }

    fn open(&mut self, name: &str, is_closed: bool) {
        match name {
            // Only here does the slash close it.
            "svg" | "foreignobject" => self
                .foreign
                .extend(Some(name == "svg").filter(|_| !is_closed)),
            _ => {
                self.media = Self::MEDIA
                    .into_iter()
                    .find(|media| *media == name)
                    .unwrap_or(self.media);
            }
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"svg" | b"foreignobject" => {
                self.foreign.truncate(self.foreign.len().saturating_sub(1));
            }
            _ if name == self.media.as_bytes() => self.media = "",
            _ => {}
        }
    }
}

fn opened(element: &Element<'_>, page: &mut Page) -> Option<Raw> {
    let code = || Code {
        text: String::new(),
        line: element.line,
    };
    match element.name {
        "style" if element.attr("type").is_none_or(|(kind, _)| is_css(&kind)) => {
            Some(Raw::Style(code()))
        }
        "style" => Some(Raw::Other),
        "script" => Some(match element.script() {
            Script::Here => Raw::Script(code()),
            Script::Elsewhere(_) => {
                page.has_foreign_scripts = true;
                Raw::Other
            }
            Script::ImportMap => Raw::ImportMap(code()),
            Script::Data => Raw::Other,
        }),
        _ => None,
    }
}

fn close(raw: Option<Raw>, page: &mut Page, review: &mut Review<'_>) {
    match raw {
        Some(Raw::Script(code)) => page.scripts.push(code),
        Some(Raw::Style(code)) => css::review(&code.text, code.line, "<style>", review),
        Some(Raw::ImportMap(map)) => page.import_maps.push(map),
        Some(Raw::Other) | None => {}
    }
}
