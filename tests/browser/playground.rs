//! The playground, as a developer uses it.

use mcp_tests::Example;

use crate::web;

#[tokio::test]
async fn what_a_server_has_is_used_by_mouse_and_by_keyboard() {
    let everything = Example::start_with("everything", &["--playground"]).await;
    web::passes("playground.mjs", &[everything.url()], 21).await;
}

#[tokio::test]
async fn apps_are_shown_as_hosts_show_them() {
    let weather = Example::start_with("weather", &["--playground"]).await;
    web::passes("playground-apps.mjs", &[weather.url()], 7).await;
}
