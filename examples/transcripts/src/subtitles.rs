//! Subtitles in the format SubRip (`.srt`): blocks of a number, two times and some lines.

/// What is said from one time on.
#[derive(Debug, PartialEq)]
pub(crate) struct Cue<'a> {
    /// As the file has it: `00:01:02`.
    pub(crate) at: &'a str,
    pub(crate) lines: Vec<&'a str>,
}

/// The cues of a file; blocks without a time are left out.
pub(crate) fn cues(text: &str) -> Vec<Cue<'_>> {
    let mut cues: Vec<Cue<'_>> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        match line.split_once(" --> ") {
            Some((from, _)) => {
                let at = from.split([',', '.']).next().unwrap_or(from);
                cues.push(Cue {
                    at,
                    lines: Vec::new(),
                });
                is_open = true;
            }
            None if line.is_empty() => is_open = false,
            None if is_open => {
                if let Some(cue) = cues.last_mut() {
                    cue.lines.push(line);
                }
            }
            None => {}
        }
    }
    cues.retain(|cue| !cue.lines.is_empty());
    cues
}

/// Paragraphs, each with the time at which it begins: a sentence that ends a cue ends one, once it
/// is long enough to be read.
pub(crate) fn paragraphs(cues: &[Cue<'_>]) -> String {
    const ENOUGH: usize = 280;
    let (mut out, mut paragraph, mut at) = (String::new(), String::new(), "");
    for cue in cues {
        if paragraph.is_empty() {
            at = cue.at;
        } else {
            paragraph.push(' ');
        }
        paragraph.push_str(&cue.lines.join(" "));
        if paragraph.len() >= ENOUGH && paragraph.ends_with(['.', '!', '?', '…']) {
            out += &format!("[{at}] {paragraph}\n\n");
            paragraph.clear();
        }
    }
    if !paragraph.is_empty() {
        out += &format!("[{at}] {paragraph}\n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_what_is_said() {
        let text = "1\r\n00:00:01,000 --> 00:00:03,500\r\nTo be,\r\nor not\r\n\r\n2\n\
                    00:00:04.000 --> 00:00:05.000\nto be.\n\nno time\n";
        let cues = cues(text);
        assert_eq!(cues.len(), 2);
        assert_eq!(
            (cues[0].at, &cues[0].lines[..]),
            ("00:00:01", &["To be,", "or not"][..])
        );
        assert_eq!(paragraphs(&cues), "[00:00:01] To be, or not to be.\n\n");
    }
}
