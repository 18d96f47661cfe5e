//! Expansions.

use quote::quote;

use super::*;
use crate::snapshot;

#[cfg(feature = "apps")]
#[test]
fn a_view_with_all_that_can_be_said() {
    let args = quote! {
        html = "src/app/snapshots/chart.html",
        csp(
            connect = ["https://api.example.com", "wss://live.example.com:8443"],
            resource = ["https://cdn.example.com"],
            frame = ["https://*.example.com"],
            base_uri = ["https://example.com"]
        ),
        permissions(camera, clipboard_write),
        prefers_border,
        title = "Chart",
        name = "rain-chart",
        runtime = false,
        crate = renamed
    };
    let item = quote! {
        /// Rain of the next days
        #[derive(Debug)]
        pub struct Chart { millimetres: Vec<f64> }
    };
    snapshot::check("app/snapshots/everything", mcp_app(args, item));
}

#[cfg(feature = "apps")]
#[test]
fn a_view_with_a_mistake_in_its_template() {
    let item = quote! {
        enum Chart { Rain, Sun }
    };
    let args = quote!(html = "src/app/snapshots/chart.html", runtime = false);
    snapshot::check("app/snapshots/mistake", mcp_app(args, item));
}

#[cfg(feature = "apps")]
#[test]
fn a_view_without_a_template() {
    let item = quote! {
        struct Chart;
    };
    snapshot::check(
        "app/snapshots/missing",
        mcp_app(quote!(html = "src/app/snapshots/chat.html"), item),
    );
}

#[test]
fn a_view_without_the_feature() {
    let item = quote! {
        struct Chart;
    };
    snapshot::check(
        "app/snapshots/absent",
        absent::mcp_app(quote!(html = "src/app/snapshots/chart.html"), item),
    );
}

/// Inside a `<script>`, these would end it, or change how the rest is read.
#[cfg(feature = "apps")]
#[test]
fn the_view_runtime_can_stand_in_a_script() {
    let runtime = include_str!("view.min.js");
    assert!(
        !runtime.contains("</script") && !runtime.contains("<!--") && !runtime.contains("<script")
    );
}

#[test]
fn the_documented_template_is_the_one_that_is_compiled() {
    assert!(
        include_str!("../../docs/mcp_app.md")
            .contains(include_str!("../../../tests/docs/forecast.html"))
    );
}
