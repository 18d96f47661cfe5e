//! The notes on disk: one file a note, written whole or not at all.

use std::fs;
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use mcp_runtime::prelude::*;

/// A folder of notes.
#[derive(Clone, Debug)]
pub struct Notebook {
    folder: PathBuf,
}

/// A note.
#[mcp_type]
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about
    pub title: String,
    /// Markdown
    pub text: String,
}

/// A note in a list.
#[mcp_type]
#[derive(Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is about
    pub title: String,
    /// How its text begins
    pub begins: String,
    /// When it was written last, in seconds since 1970
    pub written: u64,
}

impl Notebook {
    /// The notes in this folder, which is made with the first note.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Writes a note; true if it took the place of another one.
    pub fn write(&self, title: &str, text: &str) -> Result<bool> {
        let path = self.path(title)?;
        if !self.folder.exists() {
            fs::create_dir_all(&self.folder)?;
            eprintln!(
                "Notes are kept in {}, a new folder; NOTES_DIR names another one.",
                self.folder.display()
            );
        }
        let replaced = path.exists();
        // A crash half way leaves the old note as it was.
        let draft = path.with_extension(format!(
            "draft-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        let mut file = fs::File::create(&draft)?;
        write!(file, "# {}\n\n{text}", one_line(title))?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        Ok(replaced)
    }

    /// The note with this title.
    pub fn read(&self, title: &str) -> Result<Option<Note>> {
        match fs::read_to_string(self.path(title)?) {
            Ok(content) => Ok(Some(parse(&content))),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Deletes the note with this title; false if there is none.
    pub fn delete(&self, title: &str) -> Result<bool> {
        match fs::remove_file(self.path(title)?) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The latest notes in which all words occur.
    pub fn find(&self, words: &str, limit: usize) -> Result<Vec<Summary>> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "md") {
                // A note that is deleted meanwhile is no error.
                let Ok(content) = fs::read_to_string(&path) else {
                    continue;
                };
                let lower = content.to_lowercase();
                if words.iter().all(|word| lower.contains(word)) {
                    let Note { title, text } = parse(&content);
                    found.push(Summary {
                        title,
                        begins: text.chars().take(80).collect(),
                        written: written(&path),
                    });
                }
            }
        }
        found.sort_by(|a, b| {
            b.written
                .cmp(&a.written)
                .then_with(|| a.title.cmp(&b.title))
        });
        found.truncate(limit);
        Ok(found)
    }

    /// A title names a file in the folder and nothing outside it, and another title another file:
    /// letters and digits stay, a blank becomes a dash, and whatever else is percent-encoded. Upper
    /// and lower case are the same.
    fn path(&self, title: &str) -> Result<PathBuf> {
        let mut name = String::new();
        for c in one_line(title).to_lowercase().chars() {
            match c {
                ' ' => name.push('-'),
                c if c.is_alphanumeric() => name.push(c),
                c => {
                    let mut bytes = [0; 4];
                    let bytes = c.encode_utf8(&mut bytes).bytes();
                    name.extend(bytes.map(|byte| format!("%{byte:02x}")));
                }
            }
        }
        if name.is_empty() || name.len() > 200 {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "The title needs a character, and is too long for a file's name beyond 200 bytes",
            ));
        }
        Ok(self.folder.join(format!("{name}.md")))
    }
}

/// A title without the line ends that would end it in the file.
fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parse(content: &str) -> Note {
    let (head, text) = content.split_once("\n\n").unwrap_or((content, ""));
    Note {
        title: head.strip_prefix("# ").unwrap_or(head).to_owned(),
        text: text.to_owned(),
    }
}

fn written(path: &Path) -> u64 {
    let time = fs::metadata(path)
        .and_then(|meta| meta.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH);
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_found_read_replaced_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let notebook = Notebook::at(folder.path().join("new"));
        assert_eq!(notebook.find("", 10).unwrap(), []);
        assert!(
            !notebook
                .write("Groceries: Friday!", "Bread\n\nand Butter")
                .unwrap()
        );
        assert_eq!(
            notebook.read(" groceries:  FRIDAY!\n").unwrap(),
            Some(Note {
                title: "Groceries: Friday!".into(),
                text: "Bread\n\nand Butter".into()
            }),
            "case and blanks don't tell titles apart"
        );
        assert!(notebook.write("Groceries: Friday!", "Milk").unwrap());
        let found = notebook.find("MILK friday", 10).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].begins, "Milk");
        assert_eq!(notebook.find("bread", 10).unwrap(), []);
        assert!(notebook.delete("Groceries: Friday!").unwrap());
        assert!(!notebook.delete("Groceries: Friday!").unwrap());
    }

    #[test]
    fn a_title_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let notebook = Notebook::at(folder.path().join("notes"));
        notebook.write("../../etc/passwd", "x").unwrap();
        let files: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(files, ["notes"]);
        assert!(notebook.write(" \n", "x").is_err());
        assert!(notebook.write(&"#".repeat(100), "x").is_err());
    }

    #[test]
    fn each_title_is_a_note_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let notebook = Notebook::at(folder.path());
        let titles = [
            "C", "C#", "C++", "# C", "a b", "a-b", "a%20b", "..", "a\u{301}", "a\u{300}",
        ];
        for title in titles {
            assert!(!notebook.write(title, title).unwrap(), "{title}");
        }
        for title in titles {
            let note = notebook.read(title).unwrap().unwrap();
            assert_eq!((note.title.as_str(), note.text.as_str()), (title, title));
        }
        assert_eq!(notebook.find("", 100).unwrap().len(), titles.len());
    }
}
