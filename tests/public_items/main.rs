//! Everything that users can name, as rustdoc's pages show it: each item with its declaration, its
//! fields, variants and methods, and the traits that it implements. The list is committed, so that
//! a change of the API is seen in review.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages of the runtime: in the folder that `MCP_PAGES` names, or where `cargo doc` writes them
/// beside this test.
fn pages() -> PathBuf {
    let folders = match std::env::var_os("MCP_PAGES") {
        Some(pages) => vec![PathBuf::from(pages)],
        None => {
            let test = std::env::current_exe().expect("a test has a path");
            test.ancestors().map(|dir| dir.join("doc")).collect()
        }
    };
    folders
        .into_iter()
        .map(|doc| doc.join("mcp_runtime"))
        .find(|pages| pages.join("all.html").exists())
        .expect("`cargo doc --workspace --no-deps` has been run")
}

/// The text of HTML, on one line.
fn text(html: &str) -> String {
    let mut text = String::new();
    // A long declaration is folded, under a line that says how much there is to see.
    let unfolded = html
        .split("</summary>")
        .map(|shown| match shown.split_once("<summary") {
            Some((shown, _)) => shown,
            None => shown,
        });
    for piece in unfolded.flat_map(|shown| shown.split('<')) {
        // A piece is the rest of a tag, and the text behind it.
        let (tag, behind) = piece.split_once('>').unwrap_or(("", piece));
        if tag.starts_with("div") || tag.starts_with("/div") || tag.starts_with("br") {
            text.push(' ');
        }
        text.push_str(behind);
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    for (entity, character) in entities {
        text = text.replace(entity, character);
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Behind some results there is a mark for a mouse to rest on, but not in each run of rustdoc.
    let line = line.strip_suffix(" ⓘ").unwrap_or(&line);
    line.replace("( ", "(").replace(", )", ")")
}

/// The text between two others, where both are there for the first time.
fn between<'p>(page: &'p str, start: &str, end: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(start)?;
    rest.split_once(end).map(|(inside, _)| inside)
}

/// The parts of a page that follow each `start`.
fn after<'p>(page: &'p str, start: &'p str) -> impl Iterator<Item = &'p str> {
    page.match_indices(start)
        .map(move |(at, _)| &page[at + start.len()..])
}

/// `struct server::Rate` of `server/struct.Rate.html`.
fn item(href: &str) -> Option<String> {
    let (path, file) = href.rsplit_once('/').unwrap_or(("", href));
    let (kind, name) = file.strip_suffix(".html")?.split_once('.')?;
    let path = path.replace('/', "::");
    let separator = if path.is_empty() { "" } else { "::" };
    Some(format!("{kind} {path}{separator}{name}"))
}

/// The sections of a page that tell of traits, and of the types behind a `Deref`.
const OTHERS: [&str; 5] = [
    "id=\"foreign-impls\"",
    "id=\"implementors\"",
    "id=\"trait-implementations\"",
    "id=\"synthetic-implementations\"",
    "id=\"deref-methods-",
];

/// The declaration, up to what members tell.
fn declaration(page: &str) -> Option<String> {
    let declared = text(between(page, "item-decl\"><code>", "</code></pre>")?);
    let end = [" { ", "{ /"]
        .iter()
        .filter_map(|brace| declared.find(brace));
    Some(declared[..end.min().unwrap_or(declared.len())].to_owned())
}

/// The declarations of what an item has of its own, by their ids.
fn members(page: &str) -> BTreeMap<&str, String> {
    let end = OTHERS.iter().filter_map(|section| page.find(section)).min();
    let own = &page[..end.unwrap_or(page.len())];
    let members = after(own, " id=\"").filter_map(|rest| {
        let (id, rest) = rest.split_once('"')?;
        let (kind, name) = id.split_once('.')?;
        let shown = match kind {
            "structfield" => between(rest, "<code>", "</code>")?,
            "variant" if name.contains(".field.") => between(rest, "<code>", "</code>")?,
            "variant" => between(rest, "code-header\">", "</h3>")?,
            "method" | "tymethod" | "associatedconstant" | "associatedtype" => {
                between(rest, "code-header\">", "</h4>")?
            }
            _ => return None,
        };
        Some((id, text(shown)))
    });
    members.collect()
}

/// The traits that a type implements by itself.
fn traits(page: &str) -> Vec<String> {
    let list = between(page, "id=\"trait-implementations-list\"", "id=\"synthetic-");
    let headers = after(list.unwrap_or_default(), "<h3 class=\"code-header\">");
    let mut traits: Vec<String> = headers
        .filter_map(|header| header.split_once("</h3>"))
        .map(|(header, _)| text(header))
        // It comes with `PartialEq`.
        .filter(|header| !header.contains("StructuralPartialEq"))
        .collect();
    traits.sort();
    traits.dedup();
    traits
}

fn public_items(pages: &Path) -> String {
    let all = fs::read_to_string(pages.join("all.html")).expect("a page of all items");
    let content = all.find("id=\"main-content\"").expect("the list of items");
    let hrefs = after(&all[content..], "href=\"").filter_map(|rest| rest.split('"').next());
    let items: BTreeMap<String, &str> =
        hrefs.filter_map(|href| Some((item(href)?, href))).collect();
    let mut list = String::new();
    for (item, href) in items {
        let page = fs::read_to_string(pages.join(href)).expect("the page of an item");
        list.push_str(&format!("{item}\n"));
        let kind = item.split(' ').next().unwrap_or_default();
        if !["attr", "derive", "macro"].contains(&kind) {
            let declaration = declaration(&page).expect("an item has a declaration");
            list.push_str(&format!("    {declaration}\n"));
        }
        for member in members(&page).values() {
            list.push_str(&format!("        {member}\n"));
        }
        for implemented in traits(&page) {
            list.push_str(&format!("    {implemented}\n"));
        }
    }
    list
}

/// Each line with the item that it belongs to.
fn lines(list: &str) -> Vec<String> {
    let mut of = "";
    let mut lines = Vec::new();
    for line in list.lines() {
        if !line.starts_with(' ') {
            of = line;
        }
        lines.push(format!("{of}: {}", line.trim_start()));
    }
    lines
}

#[test]
fn public_items_are_those_of_the_list() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("public_items/items.txt");
    let found = public_items(&pages());
    assert!(found.lines().count() > 1000, "the items were not found");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        return fs::write(file, found).expect("the list can be written");
    }
    let listed = fs::read_to_string(file).expect("a list of items");
    let (found, listed) = (lines(&found), lines(&listed));
    let new: Vec<_> = found.iter().filter(|line| !listed.contains(line)).collect();
    let gone: Vec<_> = listed.iter().filter(|line| !found.contains(line)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "the public items have changed; new: {new:#?}, gone: {gone:#?}. If that is wanted, run\n\
         cargo doc --workspace --no-deps\n\
         UPDATE_SNAPSHOTS=1 cargo test --workspace --test public_items"
    );
}

#[test]
fn an_item_is_shown_with_what_is_its_own() {
    let page = r#"<pre class="rust item-decl"><code>pub struct Line&lt;T&gt; {
            pub <a href="x">to</a>: T, /* private fields */ }</code></pre>
        <span id="structfield.to" class="x"><a>§</a><code>to: <a href="y">T</a></code></span>
        <section id="method.name" class="method"><h4 class="code-header">pub fn
            <a>name</a>(&amp;self) -&gt; &amp;'static <a>str</a></h4></section>
        <h2 id="deref-methods-T">…</h2>
        <section id="method.len"><h4 class="code-header">fn len()</h4></section>
        <div id="trait-implementations-list"><section id="impl-Clone-for-Line">
        <h3 class="code-header">impl <a>Clone</a> for Line</h3></section>
        <section id="method.clone"><h4 class="code-header">fn clone()</h4></section></div>
        <h2 id="synthetic-implementations">…</h2>"#;
    assert_eq!(declaration(page).as_deref(), Some("pub struct Line<T>"));
    let own: Vec<String> = members(page).into_values().collect();
    assert_eq!(own, ["pub fn name(&self) -> &'static str", "to: T"]);
    assert_eq!(traits(page), ["impl Clone for Line"]);
    let named = item("server/struct.Rate.html");
    assert_eq!(named.as_deref(), Some("struct server::Rate"));
    assert_eq!(item("macro.vec.html").as_deref(), Some("macro vec"));
    assert_eq!(item("../help.html"), None);
}
