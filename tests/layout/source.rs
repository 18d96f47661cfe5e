//! The files of a crate, and which of them names something of which other one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// The sources of a crate, without its tests.
pub(crate) struct Crate {
    files: Vec<File>,
    /// By the path of the module, such as `server::limits`.
    modules: BTreeMap<Vec<String>, usize>,
    arrows: Vec<(usize, usize)>,
}

struct File {
    /// From the root of the sources.
    name: String,
    module: Vec<String>,
    /// The items that it names, each as a whole path from the root.
    paths: BTreeSet<Vec<String>>,
    /// Names that it only hands on, and the path of what each stands for.
    exports: Vec<(String, Vec<String>)>,
}

impl Crate {
    /// Reads the files under a folder.
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        let mut found = Vec::new();
        collect(root, root, &mut found)?;
        found.sort();
        let files: Vec<(&str, &str)> = found.iter().map(|(n, t)| (&**n, &**t)).collect();
        Ok(Self::of(&files))
    }

    /// Of files: their names and texts.
    pub(crate) fn of(texts: &[(&str, &str)]) -> Self {
        let modules: BTreeMap<Vec<String>, usize> = texts
            .iter()
            .enumerate()
            .map(|(i, (name, _))| (module(name), i))
            .collect();
        let files: Vec<File> = texts
            .iter()
            .map(|(name, text)| File::parse(name, text, &modules))
            .collect();
        let mut sources = Self {
            files,
            modules,
            arrows: Vec::new(),
        };
        let mut arrows = BTreeSet::new();
        for (from, file) in sources.files.iter().enumerate() {
            let named = file
                .paths
                .iter()
                .filter_map(|path| sources.resolve(path, 0));
            let foreign = named.filter(|to| !sources.is_part(*to, from));
            arrows.extend(foreign.map(|to| (from, to)));
        }
        sources.arrows = arrows.into_iter().collect();
        sources
    }

    pub(crate) fn count(&self) -> usize {
        self.files.len()
    }

    pub(crate) fn arrows(&self) -> &[(usize, usize)] {
        &self.arrows
    }

    pub(crate) fn name(&self, file: usize) -> &str {
        &self.files[file].name
    }

    /// The folder at the root that a file is in, or its own name.
    pub(crate) fn folder(&self, file: usize) -> &str {
        self.files[file].module.first().map_or("lib", |name| name)
    }

    /// Whether a file is another one, or a part of its module: a module may name its parts, and they
    /// what it defines.
    fn is_part(&self, file: usize, of: usize) -> bool {
        file == of || self.files[file].module.starts_with(&self.files[of].module)
    }

    /// The file that defines what a path names: what a file only hands on is another one's.
    fn resolve(&self, path: &[String], depth: usize) -> Option<usize> {
        let known = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains_key(&path[..*length]))?;
        let file = self.modules[&path[..known]];
        let Some(name) = path.get(known) else {
            return Some(file);
        };
        let handed_on = self.files[file].exports.iter().find(|(n, _)| n == name);
        match handed_on {
            Some((_, target)) if depth < 8 => self.resolve(target, depth + 1),
            _ => Some(file),
        }
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        let is_test = name.ends_with("tests.rs") || name.ends_with("snapshots");
        if is_test || name.ends_with("/tests") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((name, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// `server/limits/mod.rs` is `server::limits`.
fn module(name: &str) -> Vec<String> {
    let name = name.trim_end_matches(".rs");
    let name = name.trim_end_matches("/mod");
    if name == "lib" {
        return Vec::new();
    }
    name.split('/').map(str::to_owned).collect()
}

impl File {
    fn parse(name: &str, text: &str, modules: &BTreeMap<Vec<String>, usize>) -> Self {
        let module = module(name);
        let code = without_comments(text);
        let (mut paths, mut exports) = (BTreeSet::new(), Vec::new());
        let mut rest = String::new();
        let mut scope: Vec<String> = module.clone();
        let mut depths = Vec::new();
        let mut depth = 0_usize;
        for statement in statements(&code) {
            let trimmed = statement.trim();
            let (visibility, declared) = split_visibility(trimmed);
            if let Some(tree) = declared.strip_prefix("use ") {
                for path in expand(tree.trim_end_matches(';')) {
                    let Some(path) = absolute(&path, &scope, modules) else {
                        continue;
                    };
                    let (target, own) = named(path);
                    if visibility && let Some(own) = own {
                        exports.push((own, target.clone()));
                    }
                    if !visibility {
                        paths.insert(target);
                    }
                }
                continue;
            }
            if let Some(inner) = declared
                .strip_prefix("mod ")
                .and_then(|m| m.strip_suffix('{'))
            {
                depths.push(depth);
                scope.push(inner.trim().to_owned());
            }
            for c in trimmed.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => {
                        depth = depth.saturating_sub(1);
                        if depths.last() == Some(&depth) {
                            depths.pop();
                            scope.pop();
                        }
                    }
                    _ => {}
                }
            }
            rest.push_str(trimmed);
            rest.push('\n');
        }
        for path in in_expressions(&rest) {
            paths.extend(absolute(&path, &module, modules));
        }
        Self {
            name: name.to_owned(),
            module,
            paths,
            exports,
        }
    }
}

/// A path, and the name that it gets: the last one, or what stands behind `as`.
fn named(mut path: Vec<String>) -> (Vec<String>, Option<String>) {
    let last = path.pop().unwrap_or_default();
    let (last, own) = match last.split_once(" as ") {
        Some((last, own)) => (last.to_owned(), Some(own.to_owned())),
        None => (last.clone(), Some(last)),
    };
    path.push(last);
    (path, own)
}

/// Whether it is public to anyone, and what is declared.
fn split_visibility(statement: &str) -> (bool, &str) {
    // Attributes stand before it.
    let mut rest = statement;
    while let Some(attribute) = rest.strip_prefix("#[") {
        let Some(end) = attribute.find("]\n").or_else(|| attribute.find("] ")) else {
            break;
        };
        rest = attribute[end + 1..].trim_start();
    }
    let Some(public) = rest.strip_prefix("pub") else {
        return (false, rest);
    };
    let public = match public.strip_prefix('(') {
        Some(scope) => scope.split_once(')').map_or("", |(_, rest)| rest),
        None => public,
    };
    match public.strip_prefix(char::is_whitespace) {
        Some(declared) => (true, declared.trim_start()),
        None => (false, rest),
    }
}

/// From the root of the crate; `None` for what is another crate's.
fn absolute(
    path: &[String],
    module: &[String],
    modules: &BTreeMap<Vec<String>, usize>,
) -> Option<Vec<String>> {
    let mut base = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|step| step == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        first => {
            base.push(first.to_owned());
            if !modules.contains_key(&base) {
                return None;
            }
            base.pop();
        }
    }
    base.extend(rest.iter().filter(|step| *step != "self").cloned());
    Some(base)
}

/// Statements, roughly: what ends with `;`, `{` or `}` outside of a `use` list.
fn statements(code: &str) -> Vec<String> {
    let (mut all, mut current, mut in_use) = (Vec::new(), String::new(), false);
    for c in code.chars() {
        current.push(c);
        if c.is_whitespace() && !in_use {
            in_use = split_visibility(current.trim_start()).1.starts_with("use ");
        }
        if c == ';' || (!in_use && matches!(c, '{' | '}')) {
            all.push(std::mem::take(&mut current));
            in_use = false;
        }
    }
    all.push(current);
    all
}

/// `a::{b, c::{d, e}}` as single paths.
fn expand(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let steps = tree.split("::").map(|step| step.trim().to_owned());
        return vec![steps.collect()];
    };
    let prefix: Vec<String> = tree[..open]
        .split("::")
        .map(str::trim)
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect();
    let inner = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut parts, mut depth, mut current) = (Vec::new(), 0, String::new());
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut current));
                continue;
            }
            _ => {}
        }
        current.push(c);
    }
    parts.push(current);
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts
        .flat_map(|part| expand(part))
        .map(|rest| prefix.iter().cloned().chain(rest).collect())
        .collect()
}

/// The paths in code that begin at the crate's root or above the module.
fn in_expressions(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                continue;
            }
            let end = code[at..]
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')))
                .map_or(code.len(), |length| at + length);
            let path = code[at..end].trim_end_matches(':');
            paths.push(path.split("::").map(str::to_owned).collect());
        }
    }
    paths
}

/// Without comments, texts and the tests at a file's end.
fn without_comments(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let (mut out, mut chars) = (String::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            '"' => {
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                out.push_str("\"\"");
            }
            '\'' => {
                // A character, or a lifetime.
                let mut ahead = chars.clone();
                let first = ahead.next();
                if first == Some('\\') || ahead.next() == Some('\'') {
                    if first == Some('\\') {
                        chars.next();
                    }
                    chars.next();
                    while chars.next().is_some_and(|c| c != '\'') {}
                }
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    out
}
