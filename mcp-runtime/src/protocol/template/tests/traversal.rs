//! Values that would lead out of a directory.

use super::*;

#[test]
fn values_that_leave_their_directory_are_told() {
    for value in [
        "..", "../a", "a/..", "a/../b", "a\\..\\b", "..\\", "/..", "a\0", "a\nb", "\u{85}",
        "\u{7f}",
    ] {
        assert!(is_traversal(value, false), "{value:?}");
        assert!(is_traversal(value, true), "{value:?}");
    }
    for value in [
        "/etc/passwd",
        "\\\\server\\share",
        "C:",
        "c:\\x",
        "C:/x",
        "a\\b",
        ".",
        "./a",
        "a/./b",
        "...",
        ".. /a",
        "a/. .",
        "~",
        "~root/x",
        "%2e%2e/x",
        "%2E.",
        "%252e%2525252e",
        "%%32e.",
        "a%2f..",
        "100%/%2e%2e",
        "%43:",
        "%5c",
        "a%0a",
    ] {
        assert!(is_traversal(value, true), "{value:?}");
        assert!(!is_traversal(value, false), "{value:?}");
    }
    for value in [
        "",
        "a",
        "a/b.txt",
        "a//b",
        "a/",
        ".hidden",
        "a/.git",
        "..a",
        "a..",
        "a..b/c",
        "a~",
        "https://h/x",
        "日本",
        "100%",
        "%41",
        "%zz",
    ] {
        assert!(!is_traversal(value, true), "{value:?}");
        assert!(!is_traversal(value, false), "{value:?}");
    }
}

#[test]
fn a_value_that_is_encoded_over_and_over_is_decoded_in_one_pass() {
    let nested = format!("%{}2e.", "25".repeat(500_000));
    assert!(is_traversal(&nested, true));
    assert!(!is_traversal(&format!("%{}41", "25".repeat(500_000)), true));
}
