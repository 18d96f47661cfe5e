//! Files that are links, or that are not the user's own.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{files, install, json, written};
use crate::cli::{folder, stderr};

#[tokio::test]
async fn links_and_permissions_stay_what_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let home = folder("links");
    let real = written(&home, "dotfiles/mcp.json", "{}");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink(&real, home.join(".cursor/mcp.json")).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        fs::symlink_metadata(home.join(".cursor/mcp.json"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(json(&real)["mcpServers"]["everything"].is_object());
}

/// A file that can't be replaced is left as it is, and the message says why.
#[tokio::test]
async fn what_is_no_file_of_the_users_own_is_left_alone() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let refused = async |home: &Path, said: &str| {
        let output = install(home, &["cursor", "--yes"]).await.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    };
    let path = ".cursor/mcp.json";

    let home = folder("fifo");
    fs::create_dir(home.join(".cursor")).unwrap();
    let status = Command::new("mkfifo").arg(home.join(path)).status();
    assert!(status.unwrap().success());
    refused(&home, "is no regular file").await;

    let home = folder("circle");
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink("mcp.json", home.join(path)).unwrap();
    refused(&home, "leads in a circle").await;

    let home = folder("unmounted");
    fs::create_dir(home.join(".cursor")).unwrap();
    symlink("../gone/mcp.json", home.join(path)).unwrap();
    refused(&home, "whose folder isn't there").await;
    assert!(!home.join("gone").exists());

    let home = folder("read-only");
    let file = written(&home, path, "{}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    refused(&home, "is read-only").await;
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");

    let home = folder("hard-link");
    let file = written(&home, path, "{}");
    fs::hard_link(&file, home.join("other.json")).unwrap();
    refused(&home, "a hard link").await;
    assert_eq!(fs::metadata(&file).unwrap().nlink(), 2);
    assert_eq!(files(&home).len(), 2);
}

#[tokio::test]
async fn a_link_to_what_is_not_there_yet_leads_to_the_file_afterwards() {
    use std::os::unix::fs::symlink;

    let home = folder("dangling");
    fs::create_dir_all(home.join(".cursor")).unwrap();
    fs::create_dir(home.join("dotfiles")).unwrap();
    symlink("../dotfiles/link.json", home.join(".cursor/mcp.json")).unwrap();
    symlink("mcp.json", home.join("dotfiles/link.json")).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for link in [".cursor/mcp.json", "dotfiles/link.json"] {
        assert!(fs::symlink_metadata(home.join(link)).unwrap().is_symlink());
    }
    assert!(json(&home.join("dotfiles/mcp.json"))["mcpServers"]["everything"].is_object());
}

#[tokio::test]
async fn the_owner_of_a_file_stays_who_it_is() {
    use std::os::unix::fs::{MetadataExt, chown};

    let home = folder("owner");
    let file = written(&home, ".cursor/mcp.json", "{}");
    // Only root may give a file away. For others there is the group, and that they can read it.
    let (user, group) = (12345, 12346);
    let given = chown(&file, Some(user), Some(group)).is_ok();
    let before = fs::metadata(&file).unwrap();
    let output = install(&home, &["cursor", "--yes"]).await.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let after = fs::metadata(&file).unwrap();
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    assert!(!given || (after.uid(), after.gid()) == (user, group));
    assert_ne!(after.ino(), before.ino(), "another file in its place");
}
