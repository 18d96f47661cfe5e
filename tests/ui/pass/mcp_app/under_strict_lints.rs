//! Expanded code of views passes the strictest lints.
#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    let_underscore_drop,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// Views.
pub mod views {
    use mcp_runtime::prelude::*;

    /// Forecast of a place
    #[mcp_type]
    #[mcp_app(html = "templates/forecast.html", permissions(geolocation))]
    #[derive(Clone, Copy, Debug)]
    pub struct Forecast {
        /// Of the air
        pub celsius: f64,
    }

    /// Weather forecast here.
    #[mcp_tool(read_only)]
    #[must_use]
    pub fn forecast() -> Ui<Forecast> {
        Ui::new("20 °C", Forecast { celsius: 20.0 })
    }
}

mcp_runtime::mcp_server! {
    /// The weather.
    pub Weather { name: "weather", version: "1.0.0", tools: [views::forecast] }
}

/// Runs it.
pub(crate) fn main() {
    drop((Weather::new(), views::forecast()));
}
