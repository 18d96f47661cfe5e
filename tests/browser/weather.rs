//! The views of `examples/weather`.

use mcp_tests::Example;

use crate::web;

#[tokio::test]
async fn each_view_is_used_in_each_kind_of_host() {
    let weather = Example::start("weather").await;
    web::passes("weather.mjs", &[weather.url()], 12).await;
}

#[tokio::test]
async fn odd_hosts_show_what_they_can() {
    let weather = Example::start("weather").await;
    web::passes("weather-faults.mjs", &[weather.url()], 42).await;
}
