//! Bold and colour on a terminal, plain text anywhere else.
//!
//! clap's own colour would bring six more crates; its text has so few shapes that they are found
//! again here.

use std::io::IsTerminal;

use clap::builder::styling::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const HEADING: Style = BOLD.underline();
const WRONG: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Green.on_default();

/// How text goes to a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paint {
    on: bool,
}

impl Paint {
    /// A terminal has colour, unless [`NO_COLOR`](https://no-color.org) is set or the terminal
    /// can't.
    pub(super) fn of(stream: &impl IsTerminal) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty())
            || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Self {
            on: !refused && stream.is_terminal(),
        }
    }

    pub(super) fn is_on(self) -> bool {
        self.on
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.with(BOLD, text)
    }

    pub(super) fn wrong(self, text: &str) -> String {
        self.with(WRONG, text)
    }

    pub(super) fn hint(self, text: &str) -> String {
        self.with(HINT, text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.on && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Styles clap's output: help, versions and errors.
    pub(super) fn help(self, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        text.split_inclusive('\n')
            .map(|line| self.line(line))
            .collect()
    }

    fn line(self, line: &str) -> String {
        let text = line.trim_start();
        let (indent, end) = (
            &line[..line.len() - text.len()],
            &text[text.trim_end().len()..],
        );
        let text = text.trim_end();
        for (label, style) in [("error:", WRONG), ("tip:", HINT), ("Usage:", HEADING)] {
            if let Some(rest) = text.strip_prefix(label) {
                let rest = if label == "Usage:" {
                    self.bold(rest)
                } else {
                    rest.to_owned()
                };
                return format!("{indent}{}{rest}{end}", self.with(style, label));
            }
        }
        match indent.len() {
            0 if text.ends_with(':') => format!("{}{end}", self.with(HEADING, text)),
            // A command or an option, and what it does.
            2..=6 => {
                let (name, about) = text.split_at(text.find("  ").unwrap_or(text.len()));
                format!("{indent}{}{about}{end}", self.bold(name))
            }
            _ => line.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_help_are_found_again() {
        let help = "About: it serves\n\nUsage: a [OPTIONS]\n\nCommands:\n  serve  Serve it\n\nOptions:\n  -h, --help  Print help\n      --http <ADDR>\n";
        let painted = Paint { on: true }.help(help);
        for part in [
            "\x1b[1m\x1b[4mUsage:\x1b[0m",
            "\x1b[1m\x1b[4mCommands:\x1b[0m\n",
            "  \x1b[1mserve\x1b[0m  Serve it\n",
            "\x1b[1m--http <ADDR>\x1b[0m\n",
        ] {
            assert!(painted.contains(part), "{part:?}: {painted:?}");
        }
        assert!(painted.starts_with("About: it serves\n"));
        assert_eq!(Paint { on: false }.help(help), help);
        assert!(
            Paint { on: true }
                .help("error: no\n")
                .starts_with("\x1b[1m\x1b[31merror:\x1b[0m no")
        );
    }
}
