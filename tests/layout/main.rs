//! Where code may stand: dependencies between the folders of a crate point down the list of floors,
//! and no files of it need each other in a circle. Both are read from the paths in the sources.

mod graph;
mod source;

use std::collections::BTreeSet;
use std::path::Path;

use graph::circles;
use source::Crate;

/// The floors of the runtime, from the top down. Those in one row stand side by side and don't know
/// each other.
const RUNTIME: &[&[&str]] = &[
    &["lib", "__private", "prelude", "guide"],
    &["cli"],
    &["transport", "testing", "gateway"],
    &["legacy"],
    &["in_process"],
    &["server"],
    &["auth"],
    &["call"],
    &["handle", "task"],
    &["input"],
    &["store"],
    &["subscription"],
    &["params"],
    &["schema"],
    &["app"],
    &["response"],
    &["table"],
    &["protocol"],
    &["error"],
];

/// The floors of the macros, from the top down.
const MACROS: &[&[&str]] = &[
    &["lib"],
    &[
        "tool",
        "prompt",
        "resource",
        "completion",
        "app",
        "handle",
        "form",
        "server",
    ],
    &["function"],
    &["icons", "uri", "types", "scope"],
    &["field"],
    &["signature"],
    &["case", "kind", "names", "nested", "place", "docs"],
    &["attr"],
    &["diagnostics"],
    &["snapshot"],
];

fn read(name: &str) -> Crate {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    Crate::read(&root.join("src")).expect("its sources can be read")
}

/// Arrows between floors that don't point down.
fn wrong_arrows(sources: &Crate, floors: &[&[&str]]) -> Vec<String> {
    let floor = |folder: &str| floors.iter().position(|row| row.contains(&folder));
    let mut wrong = BTreeSet::new();
    for &(from, to) in sources.arrows() {
        let (above, below) = (sources.folder(from), sources.folder(to));
        if above == below {
            continue;
        }
        let names = (sources.name(from), sources.name(to));
        match (floor(above), floor(below)) {
            (Some(above), Some(below)) if above < below => {}
            (Some(_), Some(_)) => {
                wrong.insert(format!("{} needs {}, which is no lower", names.0, names.1));
            }
            (None, _) => {
                wrong.insert(format!("{} stands on no floor", names.0));
            }
            (_, None) => {
                wrong.insert(format!("{} stands on no floor", names.1));
            }
        }
    }
    wrong.into_iter().collect()
}

fn check(name: &str, floors: &[&[&str]]) {
    let sources = read(name);
    let arrows = sources.arrows();
    assert!(arrows.len() > 50, "{name}: the paths were not found");
    let mut wrong = wrong_arrows(&sources, floors);
    for circle in circles(sources.count(), arrows) {
        let within = |file: &usize| circle.contains(file);
        let arrows = arrows.iter().filter(|(a, b)| within(a) && within(b));
        let named = arrows.map(|(a, b)| format!("{} → {}", sources.name(*a), sources.name(*b)));
        let named: Vec<String> = named.collect();
        wrong.push(format!("a circle: {}", named.join(", ")));
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn arrows_of_the_runtime_point_down_and_go_in_no_circle() {
    check("mcp-runtime", RUNTIME);
}

#[test]
fn arrows_of_the_macros_point_down_and_go_in_no_circle() {
    check("mcp-macros", MACROS);
}

#[test]
fn an_arrow_that_points_up_is_seen() {
    let sources = Crate::of(&[
        ("lib.rs", "mod high; mod low;"),
        ("high.rs", "use crate::low::Low; pub struct High;"),
        ("low/mod.rs", "mod part; pub use part::Low;"),
        (
            "low/part.rs",
            "// use crate::high::A;\npub struct Low; fn f() -> crate::high::High {}",
        ),
    ]);
    let floors: &[&[&str]] = &[&["lib"], &["high"], &["low"]];
    assert_eq!(
        wrong_arrows(&sources, floors),
        ["low/part.rs needs high.rs, which is no lower"]
    );
    let circles = circles(sources.count(), sources.arrows());
    let names: Vec<Vec<&str>> = circles
        .iter()
        .map(|circle| circle.iter().map(|file| sources.name(*file)).collect())
        .collect();
    assert_eq!(names, [["high.rs", "low/part.rs"]]);
}
