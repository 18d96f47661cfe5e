//! Standard output, where a reader that has gone away is no error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use super::style::Paint;

/// Prints a text and ends the line.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// The part of a table that is bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bold {
    FirstColumn,
    FirstRow,
}

/// Prints lines of cells, each column as wide as its widest cell. A terminal gets no line that it
/// would break.
pub(super) fn print_table(rows: &[Vec<String>], bold: Bold) -> io::Result<()> {
    let out = io::stdout();
    let text = table(rows, bold, Paint::of(&out), width(&out));
    if text.is_empty() {
        Ok(())
    } else {
        print(&text)
    }
}

fn table(rows: &[Vec<String>], bold: Bold, paint: Paint, limit: Option<usize>) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    // The columns between the name and the description leave room for both.
    let most = |column: usize| {
        limit
            .filter(|_| column > 0 && column + 1 < columns)
            .map_or(usize::MAX, |limit| limit / 3)
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).min(most(column)))
        .collect();
    let line = |(i, row): (usize, &Vec<String>)| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{:width$}", cut(cell, Some(*width))));
        let line = cut(cells.collect::<Vec<_>>().join("  ").trim_end(), limit);
        let end = match bold {
            Bold::FirstRow if i == 0 => line.len(),
            Bold::FirstRow => 0,
            Bold::FirstColumn => row
                .first()
                .filter(|name| line.starts_with(name.as_str()))
                .map_or(0, String::len),
        };
        format!("{}{}", paint.bold(&line[..end]), &line[end..])
    };
    rows.iter()
        .enumerate()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn cut(line: &str, limit: Option<usize>) -> String {
    match limit {
        Some(limit) if line.chars().count() > limit => {
            let kept: String = line.chars().take(limit.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
        _ => line.to_owned(),
    }
}

/// The columns of a terminal, where they are known.
#[cfg(unix)]
pub(super) fn width(out: &(impl IsTerminal + std::os::fd::AsFd)) -> Option<usize> {
    let size = out
        .is_terminal()
        .then(|| rustix::termios::tcgetwinsize(out).ok())
        .flatten()?;
    // Some know no size, and say 0.
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
pub(super) fn width(out: &impl IsTerminal) -> Option<usize> {
    out.is_terminal()
        .then(|| std::env::var("COLUMNS").ok()?.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_cut_at_the_width_of_the_terminal_alone() {
        let rows = [
            vec![
                "a".to_owned(),
                "bé".to_owned(),
                "a long description".to_owned(),
            ],
            vec!["aaa".into(), String::new(), String::new()],
        ];
        let plain = Paint::default();
        assert_eq!(
            table(&rows, Bold::FirstColumn, plain, None),
            "a    bé  a long description\naaa"
        );
        assert_eq!(
            table(&rows, Bold::FirstColumn, plain, Some(16)),
            "a    bé  a long…\naaa"
        );
        assert_eq!(table(&rows, Bold::FirstColumn, plain, Some(1)), "…\n…");
        let middle = [vec!["a".to_owned(), "b".repeat(20), "c".to_owned()]];
        assert_eq!(
            table(&middle, Bold::FirstColumn, plain, Some(15)),
            "a  bbbb…  c"
        );
    }
}
