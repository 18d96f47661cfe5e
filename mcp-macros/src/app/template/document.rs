//! The document as a row of tags: its frame, its scripts, its style sheets.

use html5gum::{DefaultEmitter, Doctype, Token, Tokenizer};

use super::css;
use super::element::Element;
use super::review::Review;

/// What the walk leaves for others.
#[derive(Default)]
pub(super) struct Page {
    /// Where the start tag of `<head>` ends.
    pub(super) head_end: Option<usize>,
    pub(super) scripts: Vec<Code>,
    /// Scripts from elsewhere, which can't be seen.
    pub(super) has_foreign_scripts: bool,
    pub(super) has_import_map: bool,
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
    ImportMap,
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

pub(super) fn walk(text: &str, review: &mut Review<'_>) -> Page {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at);
    let (mut page, mut frame, mut raw) = (Page::default(), Frame::Nothing, None);
    for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
        match token {
            Token::Doctype(doctype) if frame == Frame::Nothing && is_html5(&doctype) => frame = Frame::Doctype,
            Token::Doctype(doctype) if frame == Frame::Nothing => {
                review.wrong(line_of(doctype.span.start), "a view is HTML 5, and this doctype says otherwise; write `<!doctype html>`");
                frame = Frame::Broken;
            }
            Token::StartTag(tag) => {
                let element = Element::new(&tag, &line_of);
                let wrong = step(&mut frame, element.name);
                if let Some(wrong) = wrong {
                    review.wrong(element.line, wrong);
                }
                if frame == Frame::Head && element.name == "head" && page.head_end.is_none() {
                    page.head_end = Some(tag.span.end);
                }
                element.review(review);
                page.scripts.extend(element.handlers().map(|(text, line)| Code { text, line }));
                raw = opened(&element, &mut page);
            }
            Token::String(string) => {
                if let Some(Raw::Script(code) | Raw::Style(code)) = &mut raw {
                    if code.text.is_empty() {
                        code.line = line_of(string.span.start);
                    }
                    code.text.push_str(&String::from_utf8_lossy(&string.value.0));
                } else if frame == Frame::Nothing && !string.value.trim_ascii().is_empty() {
                    review.wrong(line_of(string.span.start), NO_DOCTYPE);
                    frame = Frame::Broken;
                }
            }
            Token::EndTag(_) => close(raw.take(), &mut page, review),
            Token::Doctype(_) | Token::Comment(_) | Token::Error(_) => {}
        }
    }
    close(raw, &mut page, review);
    if let Some(wrong) = step(&mut frame, "") {
        review.wrong(1, wrong);
    }
    page
}

const NO_DOCTYPE: &str = "a view is a whole HTML document, and this one doesn't begin with its doctype; write `<!doctype html>` first";

/// What is wrong with this tag here, as the next one of the frame.
fn step(frame: &mut Frame, name: &str) -> Option<&'static str> {
    let (next, wrong) = match (&*frame, name) {
        (Frame::Head | Frame::Broken, _) => return None,
        (Frame::Nothing, _) => (Frame::Broken, Some(NO_DOCTYPE)),
        (Frame::Doctype, "html") => (Frame::Html, None),
        (Frame::Doctype, _) => {
            (Frame::Broken, Some("a view is a whole HTML document; write `<html>` behind the doctype, and `<head>` and `<body>` in it"))
        }
        (Frame::Html, "head") => (Frame::Head, None),
        (Frame::Html, _) => (Frame::Broken, Some("a view is a whole HTML document; write `<head>` behind `<html>`, before anything else")),
    };
    *frame = next;
    wrong
}

fn is_html5(doctype: &Doctype<usize>) -> bool {
    let is_legacy = |system: &[u8]| system == b"about:legacy-compat";
    *doctype.name == *b"html" && doctype.public_identifier.is_none() && doctype.system_identifier.as_ref().is_none_or(|id| is_legacy(id))
}

fn opened(element: &Element<'_>, page: &mut Page) -> Option<Raw> {
    let code = || Code { text: String::new(), line: element.line };
    match element.name {
        "style" => Some(Raw::Style(code())),
        "script" => {
            let kind = element.attr("type").map(|(kind, _)| kind.trim().to_ascii_lowercase()).unwrap_or_default();
            Some(match kind.as_str() {
                "" | "module" | "text/javascript" | "application/javascript" | "text/ecmascript" | "application/ecmascript" => {
                    if ["src", "href", "xlink:href"].into_iter().any(|attr| element.attr(attr).is_some()) {
                        page.has_foreign_scripts = true;
                        Raw::Other
                    } else {
                        Raw::Script(code())
                    }
                }
                "importmap" => Raw::ImportMap,
                _ => Raw::Other,
            })
        }
        _ => None,
    }
}

fn close(raw: Option<Raw>, page: &mut Page, review: &mut Review<'_>) {
    match raw {
        Some(Raw::Script(code)) => page.scripts.push(code),
        Some(Raw::Style(code)) => css::review(&code.text, code.line, "<style>", review),
        Some(Raw::ImportMap) => page.has_import_map = true,
        Some(Raw::Other) | None => {}
    }
}
