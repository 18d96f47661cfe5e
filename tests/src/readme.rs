//! The README's code, compiled.
#![doc = include_str!("../../README.md")]
