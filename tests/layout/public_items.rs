//! What users can name, from the pages that rustdoc writes: each item, and on its page each method,
//! field, variant and associated item. The list is committed, so that a change of the API is seen
//! in review.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds the documentation as the whole run does, which costs little where it has done so, and
/// returns the runtime's pages.
fn pages() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["doc", "--workspace", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .current_dir(root())
        .status()
        .expect("cargo starts");
    assert!(built.success(), "the documentation has mistakes");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("doc/mcp_runtime")
}

/// The values of an attribute in a page, such as of `href`.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!("{attribute}=\"");
    let rest = page.split(start.as_str()).skip(1);
    rest.filter_map(|rest| rest.split('"').next()).collect()
}

/// `struct ToolMeta` of `struct.ToolMeta.html`, in its module.
fn item(href: &str) -> Option<String> {
    let (path, file) = href.rsplit_once('/').unwrap_or(("", href));
    let (kind, name) = file.strip_suffix(".html")?.split_once('.')?;
    let path = path.replace('/', "::");
    let separator = if path.is_empty() { "" } else { "::" };
    Some(format!("{kind} {path}{separator}{name}"))
}

/// What an item's page describes as its own: not what it has of a trait, nor of what it stands for.
fn members(page: &str) -> BTreeSet<String> {
    const OTHERS: [&str; 5] = [
        "id=\"foreign-impls\"",
        "id=\"implementors\"",
        "id=\"trait-implementations\"",
        "id=\"synthetic-implementations\"",
        "id=\"deref-methods-",
    ];
    let end = OTHERS.iter().filter_map(|section| page.find(section)).min();
    let own = &page[..end.unwrap_or(page.len())];
    let kinds = [
        "method",
        "tymethod",
        "structfield",
        "variant",
        "associatedconstant",
        "associatedtype",
    ];
    let ids = values(own, "id").into_iter();
    let members = ids.filter_map(|id| id.split_once('.').filter(|(kind, _)| kinds.contains(kind)));
    members
        .map(|(kind, name)| format!("{kind} {name}"))
        .collect()
}

fn public_items(pages: &Path) -> String {
    let all = fs::read_to_string(pages.join("all.html")).expect("a page of all items");
    let content = all.find("id=\"main-content\"").expect("the list of items");
    let mut list = String::new();
    let mut items: Vec<(String, &str)> = values(&all[content..], "href")
        .into_iter()
        .filter_map(|href| Some((item(href)?, href)))
        .collect();
    items.sort();
    items.dedup();
    for (item, href) in items {
        let page = fs::read_to_string(pages.join(href)).expect("the page of an item");
        list.push_str(&format!("{item}\n"));
        for member in members(&page) {
            list.push_str(&format!("{item} / {member}\n"));
        }
    }
    list
}

#[test]
fn public_items_are_those_of_the_list() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public_items.txt");
    let found = public_items(&pages());
    assert!(found.lines().count() > 200, "the items were not found");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        return fs::write(file, found).expect("the list can be written");
    }
    let listed = fs::read_to_string(file).unwrap_or_default();
    let (found, listed): (BTreeSet<&str>, BTreeSet<&str>) =
        (found.lines().collect(), listed.lines().collect());
    let more: Vec<_> = found.difference(&listed).collect();
    let less: Vec<_> = listed.difference(&found).collect();
    assert!(
        more.is_empty() && less.is_empty(),
        "the public items have changed; new: {more:#?}, gone: {less:#?}. \
         If that is wanted, run with UPDATE_SNAPSHOTS=1"
    );
}

#[test]
fn an_item_has_what_is_its_own() {
    let page = r#"<section id="method.name">…</section><span id="structfield.line">…</span>
        <h2 id="deref-methods-T">…</h2><section id="method.len">…</section>
        <h2 id="trait-implementations">…</h2><section id="method.clone">…</section>"#;
    let own: Vec<String> = members(page).into_iter().collect();
    assert_eq!(own, ["method name", "structfield line"]);
    assert_eq!(
        item("server/struct.Rate.html").as_deref(),
        Some("struct server::Rate")
    );
    assert_eq!(item("macro.vec.html").as_deref(), Some("macro vec"));
    assert_eq!(item("../help.html"), None);
}
