//! The expansion names everything by its whole path, also where the dependency has another name.
#![no_implicit_prelude]
#![deny(warnings)]

use ::mcp_runtime as renamed;

mod std {}
mod core {}
mod mcp_runtime {}

/// Forecast of a place
#[::mcp_runtime::mcp_type(crate = renamed)]
#[::mcp_runtime::mcp_app(html = "templates/forecast.html", crate = renamed)]
struct Forecast;

pub(crate) fn main() {
    let Forecast = Forecast;
    ::std::assert_eq!(<Forecast as renamed::app::App>::META.name(), "forecast");
}
