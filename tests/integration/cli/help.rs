//! Help, as it was reviewed.

use super::{run, stdout};

#[tokio::test]
async fn help_is_as_it_was_reviewed() {
    let whole = stdout(&run(&["--help"]).await);
    let commands = whole
        .split_once("Commands:\n")
        .unwrap()
        .1
        .split_once("\n\n")
        .unwrap()
        .0
        .lines();
    let commands: Vec<&str> = commands
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(
        commands.contains(&"install") && commands.contains(&"help"),
        "{commands:?}"
    );
    let mut texts = vec![("main", whole.clone())];
    for command in commands.into_iter().filter(|command| *command != "help") {
        texts.push((command, stdout(&run(&[command, "--help"]).await)));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/integration/cli/help");
    for (name, text) in &texts {
        let path = format!("{folder}/{name}.txt");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, text).unwrap();
        } else {
            let reviewed = std::fs::read_to_string(path).unwrap_or_default();
            assert_eq!(
                *text, reviewed,
                "the help of `{name}` has changed: review it, and run with UPDATE_SNAPSHOTS=1"
            );
        }
    }
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        texts.len(),
        "a command is gone; remove its file in {folder}"
    );
}
