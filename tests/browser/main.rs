//! Views of apps in a browser.
//!
//! What they do is checked by the programs in `web`, each a list of tests by Node.js's own runner.
//! Pictures of what they saw are left in the target folder, for people.

mod playground;
mod runtime;
mod weather;
mod web;
