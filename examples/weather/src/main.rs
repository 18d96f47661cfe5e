//! A weather service whose results come with views: a chart, a form, and a list. Its weather is
//! made up.
//!
//! `cargo run -p weather` serves it at `http://127.0.0.1:8000/mcp`. A host that shows views shows
//! what is in `ui`; all others, and the model, get the same in words.

mod alert;
mod climate;
mod forecast;
mod places;
mod warnings;

use std::process::ExitCode;

use mcp_runtime::prelude::*;
use places::Places;

mcp_server! {
    /// Weather of any place. What the user sees is shown to them: no need to repeat it.
    pub Weather {
        name: "weather",
        version: env!("CARGO_PKG_VERSION"),
        state: Places,
        tools: [
            forecast::forecast, forecast::hours,
            alert::alert, alert::set_alert,
            warnings::warnings, warnings::acknowledge,
        ],
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    Weather::new(Places::default()).main().await
}
