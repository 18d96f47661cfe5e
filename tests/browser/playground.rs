//! The playground, as a developer uses it.

use std::fs;
use std::path::Path;

use mcp_tests::Example;

use crate::web;

#[tokio::test]
async fn what_a_server_has_is_used_by_mouse_and_by_keyboard() {
    let everything = Example::start_with("everything", &["--playground"]).await;
    web::passes("playground.mjs", &[everything.url()], 22).await;
}

#[tokio::test]
async fn apps_are_shown_as_hosts_show_them() {
    let weather = Example::start_with("weather", &["--playground"]).await;
    web::passes("playground-apps.mjs", &[weather.url()], 7).await;
}

#[tokio::test]
async fn a_developer_signs_in_and_gets_the_scope_that_is_missing() {
    let key = std::process::Command::new(mcp_tests::build("tickets").await)
        .args(["key", "ada", "tickets:write"])
        .output()
        .expect("it is built");
    let made = String::from_utf8(key.stdout).expect("it prints text");
    let (key, line) = made
        .split_once("\nIts line for the file of `--auth-keys`:\n")
        .expect("it prints a key and its line");
    let key = key.rsplit(' ').next().expect("the key comes last");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("playground-keys");
    fs::write(&file, line).expect("the target folder can be written to");
    let file = file.to_str().expect("its path is text");

    let issuer = Example::start_with("tickets", &["--playground", "--auth-dev"]).await;
    let keyed = Example::start_with("tickets", &["--playground", "--auth-keys", file]).await;
    let args = [issuer.url(), keyed.url(), key];
    web::passes("playground-sign-in.mjs", &args, 4).await;
}
