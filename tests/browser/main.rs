//! Views of apps in a browser.
//!
//! They are tested by the programs in `web`, each a list of tests for Node.js's own runner.
//! Screenshots are left in the target folder, for people.

mod playground;
mod runtime;
mod weather;
mod web;
