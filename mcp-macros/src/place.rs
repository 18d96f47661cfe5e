//! Where a function stands. The compiler doesn't tell a macro, but for a receiver, so the text of
//! the file has to.
//!
//! This is for an error's sake alone: in an `impl` an expansion is several errors of the compiler,
//! and none of them says what to do. Where the text isn't at hand, those are what there is.

use proc_macro2::Span;

/// Whether a function whose `fn` is at `span` stands in an `impl` or a trait.
pub(crate) fn is_associated(span: Span) -> bool {
    // Tests of this crate are no macros, so their spans have no file.
    if !proc_macro::is_available() {
        return false;
    }
    let span = span.unwrap();
    let text = span.local_file().map(std::fs::read_to_string);
    text.is_some_and(|text| text.is_ok_and(|text| is_within(&text, span.line())))
}

/// Whether the item on a line, from 1, stands in an `impl` or a trait, by the indentation of the
/// lines before it.
fn is_within(text: &str, line: usize) -> bool {
    let lines: Vec<&str> = text.lines().take(line).collect();
    let mut lines = lines.into_iter().rev();
    let Some(mut least) = lines.next().map(indentation) else {
        return false;
    };
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if indentation(line) < least {
            if line.trim_start().starts_with('}') {
                return false;
            }
            match opens(line) {
                Some(is_associated) => return is_associated,
                // It may belong to the header of a block, of which the first line says what it is.
                None => least = indentation(line) + 1,
            }
        }
    }
    false
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line begins an `impl` or a trait, if it begins what an item may stand in.
fn opens(line: &str) -> Option<bool> {
    let words = line
        .split(|c: char| !(c.is_alphanumeric() || "_!/#".contains(c)))
        .filter(|word| !word.is_empty());
    let mut words = words.skip_while(|word| {
        let before = ["pub", "crate", "super", "in", "unsafe", "async", "const"];
        before.contains(word)
    });
    match words.next()? {
        "impl" | "trait" => Some(true),
        "mod" | "fn" | "macro_rules!" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn the_lines_before_tell_where_a_function_stands() {
        for (text, expected) in [
            ("fn tool() {}", false),
            ("impl A {\n    fn tool() {}", true),
            (
                "impl A {\n    fn b() {}\n\n    /// Text.\n    #[mcp_tool]\n    pub fn tool() {}",
                true,
            ),
            ("impl<T> A<T>\nwhere\n    T: B,\n{\n    fn tool() {}", true),
            ("unsafe impl A {\n\tfn tool() {}", true),
            ("pub(crate) trait A {\n    fn tool() {}", true),
            ("mod a {\n    impl B {}\n\n    fn tool() {}", false),
            ("pub mod a {\n    fn tool() {}", false),
            ("impl A {\n    fn b() {\n        fn tool() {}", false),
            ("impl A {\n    fn b() {}\n}\n\nfn tool() {}", false),
            ("mod a {\n// impl A {\n    fn tool() {}", false),
            ("macro_rules! a {\n    () => {\n        fn tool() {}", false),
            ("impl A {\n}\n    fn tool() {}", false),
            ("", false),
        ] {
            assert_eq!(is_within(text, text.lines().count()), expected, "{text}");
        }
    }
}
