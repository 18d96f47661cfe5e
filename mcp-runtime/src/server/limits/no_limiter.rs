//! Without the feature `rate-limit`, nobody counts.

use std::time::Duration;

use super::rate::Rate;
use crate::call::Caller;

/// There is none.
pub(super) enum Limiter {}

impl Limiter {
    pub(super) fn of(_: Option<Rate>) -> Option<Self> {
        None
    }

    pub(super) fn rate(&self) -> Rate {
        match *self {}
    }

    pub(super) fn check(&self, _: &Caller) -> Result<(), Duration> {
        match *self {}
    }
}
